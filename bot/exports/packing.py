"""From a record to the decision pack."""

from bot.exports import in_full, outside, panels, sheet, summing_up
from bot.exports.pack import Pack
from bot.exports.source import Source
from flows.record.writing import sha256


def pack_of(source: Source) -> Pack:
    """The same record always gives the same pack: nothing in it depends on the day on which it is made."""
    assessment, found = source.assessment, summing_up.result(source)
    decided = {made.number for made in assessment.present_decisions}
    decisions = tuple((made.number, summing_up.decision(source, made)) for made in assessment.decisions)
    return Pack(
        title=assessment.title,
        state=summing_up.state(source),
        facts=summing_up.facts(source),
        principles=summing_up.principles(source, found),
        against=summing_up.doubts(found.cons),
        still_open=summing_up.doubts(found.open),
        decided=tuple(entry for number, entry in decisions if number in decided),
        recorded=sheet.counted(source),
        sheet=sheet.groups(source),
        panel=panels.part(source),
        groups=in_full.groups(source),
        voices=outside.entries(source),
        differences=in_full.differences(source),
        decisions=tuple(entry for _, entry in decisions),
        actions=tuple(summing_up.action(source, one) for one in assessment.actions),
        history=in_full.events(source),
        about=summing_up.about(source),
        method=summing_up.explained(source),
        sha256=sha256(source.record),
    )
