"""What Slack says of files that are evidence: whether they are still there, and what they hold.

Both need `files:read`. Slack tells of a deleted file once; what was told while Balance was away is found out
when somebody looks at the answers, or exports them: at most so many files at once, and each once an hour.
"""

import logging
from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import Refused, SlackProblem
from bot.slack.files import SlackFile
from bot.use_cases.evidence import EvidenceKeeping
from flows.assessment import Assessment
from flows.evidence import standing
from storage.workspace import Workspace

log = logging.getLogger(__name__)

SCOPE: Final = "files:read"
MOST_BYTES: Final = 20_000_000
"""Larger files are not read, so nothing tells whether they are the same."""
AT_ONCE: Final = 20
"""Files of one assessment: Slack lets us ask about a hundred a minute, of all of them."""
AGAIN_SECONDS: Final = 3_600.0
KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class FileLooks:
    """`may_read`: whether whoever installed the app lets it read files."""

    slack: Slack
    evidence: EvidenceKeeping
    workspace: Workspace
    clock: SlackClock
    may_read: bool
    _looked: LRUCache[str, float] = field(default_factory=lambda: LRUCache(KEPT))

    async def look(self, assessment: Assessment) -> None:
        """Write down what is new of its files. Raises SlackProblem or StorageError."""
        if not self.may_read:
            return
        files = {one.file.id: one.file for one in standing(assessment.evidence) if one.file}
        now = self.clock()
        due = [one for one in files.values() if one.deleted_at is None and not self._is_known(one.id, now)]
        for file in due[:AT_ONCE]:
            self._looked[file.id] = now
            try:
                found = await self.slack.file(file.id)
                if found.is_deleted:
                    await self.evidence.file_deleted(self.workspace, file.id)
                elif file.sha256 is None:
                    await self._read(found)
            except Refused as problem:
                log.info("Slack says nothing of a file that is evidence: %s", problem)
            except BaseException:
                self._looked.pop(file.id, None)
                raise

    def _is_known(self, file: str, now: float) -> bool:
        looked = self._looked.get(file)
        return looked is not None and 0 <= now - looked < AGAIN_SECONDS

    async def _read(self, file: SlackFile) -> None:
        if file.is_external or not file.address or file.size > MOST_BYTES:
            return
        try:
            sha256 = await self.slack.sha256_of(file)
        except SlackProblem as problem:
            log.warning("A file that is evidence could not be read: %s", problem)
            return
        if sha256:
            await self.evidence.file_read(self.workspace, file.id, sha256)
