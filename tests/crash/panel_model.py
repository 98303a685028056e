"""What must hold after a run of a panel, whatever happened in it. In parallel to the five statements of
docs/reliability.md, which hold of the assessment and of each ballot as of any other:

1. What somebody saw taken is there, in the right ballot and under their name: what a card said was just
   answered, what a check mark stands on, each form that was acknowledged.
2. Nothing is there twice: one ballot and one headline for each who began, one reveal for each round, one
   message for each principle, and only if it is revealed, one summary; no answer more often than given.
3. What Slack shows is what the store says, in the thread of the assessment, in that of each ballot, and in
   what people were asked.
4. Nobody is left without a way on: whoever acted saw it taken, or was told; and from wherever it stands,
   people bring it to its end.
5. The log explains everything, of the assessment and of each ballot, and the record holds.
6. The secret: before the reveal nothing that anybody else could see, and nothing in the store outside of the
   ballots, has a word of any reason, and what is said of the panel hangs only on who had begun and who was
   done; what is revealed is what stood in the ballots of those who were done, all of it, at one moment.
"""

from datetime import UTC, datetime

from bot.cards.known import Known
from bot.cards.reveal import reveal_card
from storage.surface_rows import SurfaceKind
from tests.crash.answered import Answered, Broken, all_answered, must
from tests.crash.explained import explained
from tests.crash.mishaps import Mishaps
from tests.crash.model import nothing_lost, once, told_once
from tests.crash.panel_people import IN_THE_BALLOT, OF_THE_PANEL, Somewhere, Team
from tests.crash.panel_store import PanelStore
from tests.crash.people import Act, People
from tests.crash.shown import as_drawn, nameless, shown
from tests.crash.store import Store


def check(panel: PanelStore, people: Team, mishaps: Mishaps) -> Answered:
    """All but the sixth, of which secret.py is. Raises Broken."""
    for store, there in _places(panel, people):
        replay = explained(store)
        shown(store, there)
        once(store, there, replay)
        nothing_lost(store, there)
    _begun_once(panel)
    _revealed_once(panel, people)
    _asked(panel, people)
    _otherwise_kept(panel, people)
    told_once(people.everywhere, mishaps)
    return all_answered(_acts(panel, people), mishaps)


def _places(panel: PanelStore, people: Team) -> list[tuple[Store, Somewhere]]:
    ballots = [(store, people.ballots[who]) for who, store in panel.ballots.items()]
    return [(panel.team, people), *ballots]


def _acts(panel: PanelStore, people: Team) -> list[tuple[People, Act, Store]]:
    """With the store of what each was done to. Begin and the like are acts of the assessment; of who is done
    with a question that is rated again only the ballot says it. Who has no ballot can do nothing in it."""
    together = [
        (people, act, panel.ballots.get(act.person, panel.team) if act.what in IN_THE_BALLOT else panel.team)
        for act in people.acts
    ]
    alone = [
        (ballot, act, panel.ballots[who])
        for who, ballot in people.ballots.items()
        for act in ballot.acts
        if act.what not in OF_THE_PANEL
    ]
    return [*together, *alone]


def _begun_once(panel: PanelStore) -> None:
    begun = {one.person: one.ballot for one in panel.panel.people if one.ballot}
    there = {who: store.assessment.id for who, store in panel.ballots.items()}
    must(begun == there, 2, f"{begun} have begun, and there are the ballots {there}")
    logged = sorted(row.user_id for row in panel.team.activity if row.what == "begin_ballot")
    must(logged == sorted(there), 2, f"{logged} began by the log, and there are the ballots {there}")
    # What is abandoned takes along what was not revealed, unseen.
    is_abandoned = panel.team.assessment.progress.is_abandoned
    done = {one.person for one in (panel.panel.heard if is_abandoned else panel.panel.done)}
    handed_in = {who for who, store in panel.ballots.items() if store.assessment.progress.is_handed_in}
    must(done == handed_in, 5, f"{done} are done by the assessment, and {handed_in} by their ballots")


def _revealed_once(panel: PanelStore, people: Team) -> None:
    """One message for each principle, told by how it begins."""
    assessment = panel.team.assessment
    rows = [row.subject for row in panel.team.surfaces if row.kind == SurfaceKind.REVEAL]
    principles = [one.id for one in assessment.framework.principles]
    wanted = principles if panel.panel.is_revealed else []
    must(sorted(rows) == sorted(wanted), 2, f"{rows} are revealed, and should be {wanted}")
    for principle in wanted:
        begins = reveal_card(assessment, principle, Known(datetime.now(UTC).date())).text.split(". ")[0]
        said = [m for m in people.team.bots() if nameless(m.text, people.slack).startswith(begins)]
        must(len(said) == 1, 2, f"{len(said)} messages of how the panel answered {principle}")


def _asked(panel: PanelStore, people: Team) -> None:
    """What people were asked is true. One that was in doubt after a crash is not known by its place."""
    for row in panel.team.surfaces:
        if row.kind == SurfaceKind.TOLD and row.ts:
            message = people.slack.world.channels[row.channel_id].find(row.ts)
            if message is None:
                raise Broken(f"statement 3: what {row.subject} is about is nowhere: {row}")
            as_drawn(panel.team, row, message, people.slack)


def _otherwise_kept(panel: PanelStore, people: Team) -> None:
    said = {one.question: one.words for one in panel.panel.dissents}
    for act in people.acts:
        if act.what == "otherwise" and act.acknowledged:
            logged = [
                row
                for row in panel.team.activity
                if row.what == "dissent"
                and row.question_id == act.question
                and row.at.timestamp() >= act.began - act.clocks
            ]
            must(act.question in said and logged, 1, f"who sees it otherwise is not heard: {act}")
    words = {act.tag for act in people.acts if act.what == "otherwise"}
    must(set(said.values()) <= words, 2, f"nobody said this: {set(said.values()) - words}")
