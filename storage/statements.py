"""The statements that belong to every click: built once, because
building one costs more than running it."""

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import (
    ACTIONS,
    ACTIVITY,
    ANSWER_CHANGES,
    ANSWERS,
    ASSESSMENTS,
    DECISIONS,
    PARTICIPANTS,
    PEOPLE,
    QUERIES,
    SCORES,
    SEEN_EVENTS,
    SUBMISSIONS,
    TROUBLES,
)
from storage.workspace import in_workspace

SCOPED = select(ASSESSMENTS).where(in_workspace(ASSESSMENTS))
BY_ID = SCOPED.where(ASSESSMENTS.c.id == bindparam("id"))
BY_ID_LOCKED = BY_ID.with_for_update()
BY_THREAD = SCOPED.where(
    ASSESSMENTS.c.channel_id == bindparam("channel"), ASSESSMENTS.c.thread_ts == bindparam("thread")
)
LOCK = select(ASSESSMENTS.c.id).where(ASSESSMENTS.c.id == bindparam("id")).with_for_update()
SAVE = update(ASSESSMENTS).where(
    in_workspace(ASSESSMENTS),
    ASSESSMENTS.c.id == bindparam("assessment"),
    ASSESSMENTS.c.version == bindparam("read_version"),
)
SAVE_LEASE = update(ASSESSMENTS).where(ASSESSMENTS.c.id == bindparam("assessment"))

ANSWERS_OF, PEOPLE_OF, SUBMISSIONS_OF, DECISIONS_OF, ACTIONS_OF, QUERIES_OF = (
    select(table).where(table.c.assessment_id == bindparam("id")).order_by(*order)
    for table, order in (
        (ANSWERS, ()),
        (PARTICIPANTS, ()),
        (SUBMISSIONS, (SUBMISSIONS.c.number,)),
        (DECISIONS, (DECISIONS.c.number,)),
        (ACTIONS, (ACTIONS.c.made_at, ACTIONS.c.id)),
        (QUERIES, (QUERIES.c.at, QUERIES.c.id)),
    )
)

ADD = insert(ASSESSMENTS)
ADD_PEOPLE = insert(PARTICIPANTS)
ADD_ANSWER = insert(ANSWERS)
ADD_CHANGE = insert(ANSWER_CHANGES)
ADD_SUBMISSION = insert(SUBMISSIONS)
ADD_SCORES = insert(SCORES)
ADD_TROUBLES = insert(TROUBLES)
ADD_DECISION = insert(DECISIONS)
ADD_ACTION = insert(ACTIONS)
ADD_QUERY = insert(QUERIES)
ADD_ACTIVITY = insert(ACTIVITY)
CHANGE_ANSWER = update(ANSWERS).where(
    ANSWERS.c.assessment_id == bindparam("this_assessment"),
    ANSWERS.c.assessor == bindparam("this_assessor"),
    ANSWERS.c.question_id == bindparam("this_question"),
)
CHANGE_DECISION = update(DECISIONS).where(
    DECISIONS.c.assessment_id == bindparam("this_assessment"), DECISIONS.c.number == bindparam("this_number")
)
CHANGE_ACTION = update(ACTIONS).where(ACTIONS.c.id == bindparam("this_id"))
REMOVE_SCORES = delete(SCORES).where(SCORES.c.assessment_id == bindparam("this_assessment"))
REMOVE_TROUBLES = delete(TROUBLES).where(TROUBLES.c.assessment_id == bindparam("this_assessment"))
REMOVE_PERSON = delete(PARTICIPANTS).where(
    PARTICIPANTS.c.assessment_id == bindparam("this_assessment"),
    PARTICIPANTS.c.user_id == bindparam("this_user"),
    PARTICIPANTS.c.role == bindparam("this_role"),
)
# RETURNING, because PostgreSQL's driver does not count the rows of an INSERT.
FIRST_TIME = {
    dialect is sqlite: dialect.insert(SEEN_EVENTS).on_conflict_do_nothing().returning(SEEN_EVENTS.c.key)
    for dialect in (sqlite, postgresql)
}
SAID_LAST = select(PEOPLE.c.said_last).where(in_workspace(PEOPLE), PEOPLE.c.user_id == bindparam("user"))
