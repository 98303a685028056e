"""Words for the refusals that are about nobody and nothing in particular."""

from collections.abc import Mapping
from typing import Final

from flows.days import YEARS_AHEAD
from flows.refusals import Why

_TO_CHANGE: Final = "To change something, choose Change answers on its summary."
_WITHDRAW_FIRST: Final = "Whoever decided can withdraw the decision first."
_NEW_ONE: Final = "You can start a new one."
UNCHANGED: Final = "Nothing was changed."
SEE_WHETHER_IT_FITS: Final = "Nothing is saved yet: see whether your words still fit."

PLAIN: Final[Mapping[Why, str]] = {
    Why.NOT_A_RATING: "Ratings are whole numbers from 1 to 5.",
    Why.NOT_APPLICABLE_WHY: "Say in a few words why this question does not apply.",
    Why.NOT_APPLICABLE_TYPED_WHY: (
        "Please say why this question does not apply. Type n/a because … and the reason."
    ),
    Why.REVEAL_DAY_NOT_TO_COME: "Choose a day after today.",
    Why.ANSWERED_ALONE: (
        "Everybody answers this alone first, in their messages from Balance. Nothing is answered here "
        "before the reveal."
    ),
    Why.BALLOT_BEGUN: "You have already begun, in your messages from Balance.",
    Why.BALLOT_IN_DIRECT_MESSAGE: "You answer alone in your messages from Balance. Choose Begin there.",
    Why.NOT_IN_A_BALLOT: "You can do this after the reveal, not while you answer alone.",
    Why.REVEALED_ALREADY: "The answers have already been revealed. The thread in the channel shows them.",
    Why.NOT_REVEALED_YET: "The answers have not been revealed yet.",
    Why.RATED_TWICE: "This question has been rated twice. Both rounds are kept, and the team settles it now.",
    Why.RATED_BY_NOBODY: "Nobody on the panel answered this question, so it cannot be rated again.",
    Why.BALLOTS_LEFT_BEHIND: (
        "This came from another database, without the cards on which people answer alone. So nobody can rate "
        "it again. Its ratings stay, and the team settles it in the thread."
    ),
    Why.ANSWERED_TOGETHER: "Somebody has answered here already, so the team goes on together.",
    Why.NO_PANEL: "Nobody answers this alone first.",
    Why.NO_MEDIANS_TO_TAKE: "There is no middle rating left to take.",
    Why.PANEL_IS_OVER: "This has been submitted, decided or ended. What the panel said stands as it is.",
    Why.NOTHING_TO_DISSENT: "The team’s answers so far are the same as yours.",
    Why.TEAM_HAS_NOT_ANSWERED: "The team has not answered yet. Come back when it has.",
    Why.ONLY_RATERS_DISSENT: "Only people whose answers were revealed can say that they see it differently.",
    Why.DISSENT_MISSING: "Say in a sentence how you see it.",
    Why.STRANGER: "Slack does not know this account here, so nothing was saved.",
    Why.PARTNERS_SEE: (
        "In this channel, people from partner organisations can see the assessment but not answer. The "
        "channel’s settings can let them answer."
    ),
    Why.PARTNERS_ANSWER: (
        "People from partner organisations can answer here. This is only for people from the organisation "
        "that shares its data."
    ),
    Why.PARTNERS_ELSEWHERE: (
        "This assessment is now in another channel. People from partner organisations can follow it there "
        "if that channel is shared with them."
    ),
    Why.ONLY_OUR_PEOPLE: (
        "Balance belongs to another organisation, not to yours. You can read along in a shared channel "
        "where it works."
    ),
    Why.PARTNER_CHOSEN: (
        "People from partner organisations cannot be chosen. Choose somebody from your own organisation."
    ),
    Why.HOME_NOT_KNOWN_NOW: (
        "Slack could not say just now which organisation you belong to, so nothing was saved. Please try "
        "again in a moment."
    ),
    Why.NOBODY_TO_CHOOSE: "Apps and accounts that are not in use cannot be chosen. Choose a person.",
    Why.ANSWER_COSTS_DECISION: (
        "You have been asked to decide on this assessment, and whoever answers a question cannot decide. "
        "Nothing was saved. If you still want to answer, close this window and open it again."
    ),
    Why.REASON_COSTS_DECISION: (
        "You have been asked to decide on this assessment, and whoever writes a reason cannot decide. "
        "Nothing was saved. If you still want to write one, close this window and open it again."
    ),
    Why.EVIDENCE_COSTS_DECISION: (
        "You have been asked to decide on this assessment, and whoever adds evidence cannot decide. Nothing "
        "was saved. If you still want to add it, close this window and open it again."
    ),
    Why.EVIDENCE_MISSING: "Give a link or a sentence, or tick what shows it.",
    Why.EVIDENCE_QUESTION_MISSING: "Choose the question that it is evidence for.",
    Why.NO_SUCH_EVIDENCE: f"This evidence is not here. {UNCHANGED}",
    Why.NOT_IN_A_THREAD: (
        "This works on messages in the thread of an assessment. This message is not in one. Post it there, "
        "or a link to it: then it can be used as evidence."
    ),
    Why.NOT_POSTED_YET: "This assessment is not in its channel yet. Please try again in a moment.",
    Why.RIGHTS_NOT_KNOWN_NOW: (
        "Slack could not say just now whether you may change this. Please try again in a moment."
    ),
    Why.QUESTIONS_CHANGED: (
        "The questions were changed while Balance was running, so nothing was started. Whoever runs Balance "
        "can help: the changed question file needs a new version, and Balance needs to be restarted."
    ),
    Why.NOT_COMPARABLE: "These two cannot be compared: they do not answer the same set of questions.",
    Why.HEIR_MISSING: "Choose the person who looks after it from now on.",
    Why.HEIR_GONE: "This person cannot look after it: the account is not in use, or is an app’s.",
    Why.AT_A_QUESTION: "This cannot be done at a question.",
    Why.AT_REVIEW: (
        "No question is being asked now. This is the review: choose a question on the card to change its "
        "answer, or type submit to hand it in."
    ),
    Why.FIRST_QUESTION: "This is the first question, so there is none to go back to.",
    Why.NO_SUCH_QUESTION: "This assessment has no such question. Type review to see them all.",
    Why.NO_SUCH_QUESTION_AT_REVIEW: "This assessment has no such question. Choose one from the review.",
    Why.NOTHING_TO_KEEP: (
        "There is no answer to keep yet. Answer this question, or type skip to leave it open."
    ),
    Why.NOTHING_TO_KEEP_AT_REVIEW: (
        "This is the review. Choose a question to change its answer, or type submit."
    ),
    Why.NOT_PAUSED: "This assessment is not paused. Answer the question to go on.",
    Why.NOT_PAUSED_AT_REVIEW: "This assessment is not paused. You can change answers here, or type submit.",
    Why.SUBMITTED_FROM_REVIEW: "An assessment is submitted from its review. Type review to get there.",
    Why.NOTHING_RATED: (
        "Nothing is rated yet, so there is nothing to submit. Please rate at least one question."
    ),
    Why.DONE_AT_THE_END: "To say that you are done, go to the review of your answers: type review.",
    Why.NOTHING_SAID: (
        "You have answered nothing yet. Please answer at least one question. Not sure is an answer too."
    ),
    Why.CHANGED_ALREADY: "The answers here can still be changed. Type review to see them all.",
    Why.CHANGED_ALREADY_AT_REVIEW: (
        "The answers here can still be changed. Choose a question, or type submit."
    ),
    Why.NO_ANSWER_YET: "This question has no answer yet. Answer it first, then add the reason.",
    Why.PAUSED: "This assessment is paused. Type resume to go on.",
    Why.PAUSED_ALREADY: "This assessment is already paused. Type resume to go on.",
    Why.SUBMITTED: f"This assessment has been submitted. {_TO_CHANGE}",
    Why.SUBMITTED_NO_PAUSE: f"This assessment has been submitted, so there is nothing to pause. {_TO_CHANGE}",
    Why.SUBMITTED_NO_RESUME: (
        f"This assessment has been submitted, so there is nothing to resume. {_TO_CHANGE}"
    ),
    Why.SUBMITTED_ALREADY: f"This assessment has already been submitted. {_TO_CHANGE}",
    Why.SUBMITTED_NO_ABANDONING: (
        f"This assessment has been submitted, so it cannot be abandoned. {_TO_CHANGE}"
    ),
    Why.SUBMITTED_AS_DESCRIBED: (
        "This assessment has been submitted. Its title, its description and who answers stay as they were "
        "then."
    ),
    Why.AWAITS_AGAIN: f"This assessment is waiting for a decision again. {_TO_CHANGE}",
    Why.ABANDONED: f"This assessment was abandoned and cannot go on. {_NEW_ONE}",
    Why.ABANDONED_ALREADY: f"This assessment has already been abandoned. {_NEW_ONE}",
    Why.CLOSED: f"This assessment is closed. {_NEW_ONE}",
    Why.CLOSED_ALREADY: "This assessment is closed already.",
    Why.CLOSED_STANDS: "This assessment is closed, so its decision stands.",
    Why.APPROVED: f"This assessment has been approved. Its answers stand. {_WITHDRAW_FIRST}",
    Why.APPROVED_WITH_CONDITIONS: (
        f"This assessment has been approved with conditions. Its answers stand. {_WITHDRAW_FIRST}"
    ),
    Why.DECLINED: f"This assessment has been declined. Its answers stand. {_WITHDRAW_FIRST}",
    Why.APPROVED_ALREADY: f"This assessment has been approved. {_WITHDRAW_FIRST}",
    Why.APPROVED_WITH_CONDITIONS_ALREADY: (
        f"This assessment has been approved with conditions. {_WITHDRAW_FIRST}"
    ),
    Why.DECLINED_ALREADY: f"This assessment has been declined. {_WITHDRAW_FIRST}",
    Why.NOTHING_TO_DECIDE: (
        "There is nothing to decide yet: people are still answering. You can decide once the answers are "
        "submitted."
    ),
    Why.NO_DECISION: "There is no decision to withdraw.",
    Why.CLOSED_AFTER_DECISION: "An assessment can be closed after a decision, and there is none yet.",
    Why.CHANGES_ASKED: "Changes were asked for. Choose a question on the card in the thread to begin.",
    Why.CHANGES_ASKED_ALREADY: (
        "Changes have already been asked for. You can decide when it is submitted again."
    ),
    Why.CHANGES_ASKED_NO_PAUSE: (
        "Changes were asked for. There is nothing to pause until somebody begins on them."
    ),
    Why.CHANGES_ASKED_NO_SUBMIT: (
        "Changes were asked for. Look at these questions first, then submit from the review."
    ),
    Why.CHANGES_UNDER_WAY: (
        "The team is already changing answers. You can decide when they are submitted again."
    ),
    Why.CLOSED_AFTER_CHANGES: (
        "Changes were asked for. This assessment can be closed after the decision that follows them."
    ),
    Why.NOT_ASKED: (
        "Only the questions to be looked at again can be changed now. The card in the thread says which "
        "these are."
    ),
    Why.NOT_HERE_TO_ANSWER: "People in the channel of this assessment can answer. You can join them there.",
    Why.NOT_HERE_TO_SEE: "People in the channel of this assessment can see it. You can join them there.",
    Why.NOT_IN_ITS_CHANNEL: (
        "This assessment is in a private channel or conversation that you are not in. Somebody there can "
        "invite you."
    ),
    Why.NOT_IN_THAT_CHANNEL: (
        "Choose a channel that you are in, or a public one. If this is your own conversation with Balance, "
        "write something there first, then try again."
    ),
    Why.NOT_IN_CHANNEL_TO_SET: "Only people in this channel can see and change its settings.",
    Why.WHERE_NOT_KNOWN_NOW: (
        "Slack could not say just now which channels you are in, and this assessment may be in a private "
        "one. Please try again in a moment. If Balance is not in that channel, invite it there first."
    ),
    Why.THREAD_NOT_KNOWN_NOW: (
        f"Slack could not say just now which assessment this thread belongs to. {UNCHANGED} Please try again "
        "in a minute."
    ),
    Why.NOT_HERE: f"This assessment is not here. {UNCHANGED}",
    Why.SAVED_BEFORE: (
        "This was already saved, as you first filled it in. To change it, close this window and open it "
        "again."
    ),
    Why.CARD_OUT_OF_DATE: "This card was out of date. Please use the current card in the thread.",
    Why.OFFER_OUT_OF_DATE: (
        "The team has moved on since this was asked, so it is out of date. Nothing was saved. Please use "
        "the current card in the thread."
    ),
    Why.SUBMITTED_SINCE: f"This assessment was submitted. {UNCHANGED}",
    Why.APPROVED_MEANWHILE: f"This assessment was approved. {UNCHANGED}",
    Why.APPROVED_WITH_CONDITIONS_MEANWHILE: f"This assessment was approved with conditions. {UNCHANGED}",
    Why.DECLINED_MEANWHILE: f"This assessment was declined. {UNCHANGED}",
    Why.CLOSED_MEANWHILE: f"This assessment was closed. {UNCHANGED}",
    Why.ABANDONED_MEANWHILE: f"This assessment was abandoned. {UNCHANGED}",
    Why.MOVED_MEANWHILE: "This assessment has been moved to another channel. Please ask for it again there.",
    Why.SETTINGS_CHANGED: (
        "Somebody has changed these settings since you opened this form, so nothing of yours was saved. "
        "Close it and open it again to see how they are now."
    ),
    Why.LOOK_CHANGED: (
        "Somebody has changed when this is looked at again, or who looks, since you opened this form. "
        "Nothing of yours was saved. Close the form: the summary says how it is now. Then you can open it "
        "again."
    ),
    Why.PARTICULARS_CHANGED: (
        "Somebody has changed the title, the description or who answers since you opened this form. Nothing "
        "of yours was saved. Copy what you typed, close the form and open it again to see how it is now."
    ),
    Why.WINDOW_OUT_OF_DATE: (
        "Something has changed since you opened this window, so nothing was done. Close it to see how "
        "things stand now."
    ),
    Why.LATE_MESSAGE: (
        "An earlier message of yours came in late, after the card had moved on. It was not counted. If it "
        "still matters, please type it again."
    ),
    Why.NOTHING_TO_UNDO: "You have no answer here to take back.",
    Why.NOTHING_ANSWERED: "You have not answered a question here yet. Answer one, then add the reason.",
    Why.DECIDED_NO_CHOOSING: (
        "This is decided. Whoever decided can withdraw the decision first; then others can be chosen."
    ),
    Why.DECIDED_BY_YOU: "You have already decided on this. To change that, withdraw your decision first.",
    Why.SUBMITTED_MEANWHILE: "This has since been submitted again. Nothing was recorded.",
    Why.ANSWERED_ANEW_MEANWHILE: (
        f"The answer to this question has changed since you opened this. {SEE_WHETHER_IT_FITS}"
    ),
    Why.OWN_REASON_CHANGED: (
        f"Your own reason for this answer has changed since you opened this. {SEE_WHETHER_IT_FITS}"
    ),
    Why.SEEN_OTHERWISE_MEANWHILE: (
        "Somebody on the panel has since said that they see it differently. Nothing was recorded."
    ),
    Why.RECORDED_MEANWHILE: (
        "Somebody has since recorded facts for the record. Your decision is not recorded yet."
    ),
    Why.LOOK_DAY_MEANWHILE: (
        "Somebody else has since approved, with another day to look again. Nothing was recorded."
    ),
    Why.BEING_CHANGED: ("The team is changing answers just now. You can decide when it is submitted again."),
    Why.WITHDRAWN_ALREADY: "You have already withdrawn this decision.",
    Why.ANSWERS_CHANGED_SINCE: (
        "The team has changed answers since. This decision stays on record as it is; you can decide on what "
        "they submit next."
    ),
    Why.NOTHING_SUBMITTED: "Nothing is submitted yet, so there is nothing to ask about.",
    Why.OVER_NO_ACTION: "This assessment is over. No action can be added to it any more.",
    Why.OVER_NO_OWNER: "This assessment is over. Nobody needs to look after it.",
    Why.OVER_NO_FACTS: "This assessment is over. What is on record for it stands.",
    Why.OVER_NO_VOICES: "This assessment is over. Nobody is asked about it any more.",
    Why.NO_VOICES: "Nobody has answered a question in it.",
    Why.WHOSE_MISSING: "Say who they are, such as: tenants’ panel.",
    Why.WHOSE_IS_A_PERSON: (
        "Say what part they play, without names, mentions or addresses, such as: tenants’ panel."
    ),
    Why.WHOSE_NOT_PLAIN: (
        "Say who they are in plain words, such as: tenants’ panel. Stars, underscores, tildes, backticks "
        "and dots inside a word cannot be used."
    ),
    Why.NO_SHEET: "No facts are kept for the record of this assessment, only its answers.",
    Why.NO_SUCH_GROUP: "These facts are not kept for this assessment. Close this window, and open it again.",
    Why.SHEET_CHANGED: (
        "The sheet of facts was changed while Balance was running, so nothing was saved. Whoever runs "
        "Balance can help: the changed file needs a new version, and Balance needs to be restarted."
    ),
    Why.FACT_MISSING: "Say in a few words why. The choice above needs a reason.",
    Why.NO_SUCH_VALUE: "This cannot be chosen here. Close this window, and open it again.",
    Why.NOT_HERE_TO_RECORD: (
        "People in the channel of this assessment can record facts. You can join them there."
    ),
    Why.SUBJECT_CHANGED: ("What this was about has changed. Close this window, and open it again."),
    Why.NOTHING_TO_ACT_ON: (
        "Nothing is rated 1 or 2, nothing is open and there is no condition, so there is nothing to do."
    ),
    Why.NOT_APPROVED: "Only an approved assessment is looked at again. This one is not approved now.",
    Why.LOOK_BEGAN: "Another look has already begun.",
    Why.NOT_DECLINED: "Only a declined assessment can be started again from its answers.",
    Why.BEGAN_AGAIN: "This has already been started again.",
    Why.LOOK_WHY_MISSING: "Say in a few words why it is put off. This stays in History.",
    Why.LOOK_IS_DUE: "The day has come. Look again, or put it off to another day and say why.",
    Why.LOOKER_MISSING: "Choose the person who will look again.",
    Why.LOOKER_GONE: "This person cannot look again: the account is not in use, or is an app’s.",
    Why.LOOKER_IS_GUEST: "A guest of this workspace cannot look again for the team. Choose somebody else.",
    Why.LOOKER_OUTSIDE: (
        "This person is not in the channel of this assessment. Invite them there first, or choose somebody "
        "else."
    ),
    Why.LOOK_HAS_NO_DAY: "No day to look again is set. Set one on the summary first.",
    Why.MOVE_CHANNEL_MISSING: "Choose the channel where the team goes on.",
    Why.LOOK_DAY_MISSING: "Choose a day, or choose Never.",
    Why.CHANNEL_MISSING: "Choose the channel where the team works on it.",
    Why.CONDITION_MISSING: "Write at least one condition, or close this and choose Approve.",
    Why.CONDITION_OWNER_MISSING: "Choose who sees to it. Somebody has to, or it will not be met.",
    Why.CONDITION_OWNER_CONFIRMS: (
        "Whoever sets a condition confirms that it is met, so somebody else has to see to it."
    ),
    Why.CONDITION_DAY_MISSING: "Choose the day it has to be met by.",
    Why.FORM_MISSING: "Tick at least one.",
    Why.CONDITION_NOTE_MISSING: "Say in a few words how it is met, or give a link that shows it.",
    Why.WHAT_IS_MISSING: "Say in a few words what is missing, so that somebody can see to it.",
    Why.NO_SUCH_CONDITION: f"This condition no longer stands. {UNCHANGED}",
    Why.CONDITION_NOT_SAID: f"Nobody has said yet that this condition is met. {UNCHANGED}",
    Why.SAID_IT_THEMSELVES: "You said that it is met, so somebody else has to confirm it.",
    Why.QUESTIONS_MISSING: "Choose at least one question that should be looked at again.",
    Why.WHY_MISSING: "Say in a few words why, so that the team knows what to do.",
    Why.WHY_APPROVED_MISSING: (
        "Say in a sentence why you approve it, knowing what is rated 1 or 2. The record shows this."
    ),
    Why.WITHDRAWAL_WHY_MISSING: "Say in a few words why you withdraw it. The record shows this.",
    Why.QUERY_MISSING: "Write what you would like to know.",
    Why.QUERY_QUESTION_MISSING: "Choose the question you are asking about.",
    Why.ASKS_THEMSELVES: (
        "You are the person to ask about that one: you gave the answer, or own this assessment."
    ),
    Why.DAY_NOT_TO_COME: "Choose a day after today, or none at all.",
    Why.DAY_IS_PAST: "This day has passed. Choose today or a later day.",
    Why.DAY_TOO_FAR: f"Choose a day within the next {YEARS_AHEAD} years.",
    Why.LOOK_DAY_NOT_TO_COME: "Choose a day after today, or choose Never.",
    Why.ERASE_WHY_MISSING: "Say in a few words why it is erased. This is kept.",
    Why.KEEP_DAY_MISSING: "Choose the day to keep it until.",
    Why.KEEP_DAY_NOT_TO_COME: "Choose a day after today.",
    Why.KEEP_WHY_MISSING: "Say in a few words why it is kept longer. This stays in History.",
    Why.NOTHING_TO_KEEP_LONGER: "This assessment is still in use, so it will not be erased by itself.",
    Why.SUBJECT_MISSING: "Choose what this action is about.",
    Why.WHAT_MISSING: "Say what is to be done.",
    Why.WHO_MISSING: "Choose who does it. Somebody has to, or it will not be done.",
    Why.DAY_MISSING: "Choose the day it has to be done by.",
    Why.NO_SUCH_ACTION: f"This action is not here. {UNCHANGED}",
    Why.LEADS_MISSING: (
        "Name at least one governance lead. Somebody has to choose who decides when an owner may not."
    ),
    Why.QUIET_HOURS_HALF: "Choose both a start and an end for the quiet hours, or neither.",
    Why.QUIET_HOURS_NONE: ("Quiet hours cannot begin and end at the same hour. Choose another hour."),
}
