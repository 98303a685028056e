"""Frameworks that assessments are pinned to, with the sheets of facts that stand beside them."""

from flows.framework import Framework, from_json
from storage.cache import PartsCache
from storage.errors import FrameworkChanged
from storage.pinned import Pinned
from storage.sheets import SheetStore
from storage.tables import ASSESSMENTS, FRAMEWORKS


class FrameworkStore(Pinned[Framework]):
    """One for each process, for all of its transactions."""

    table, called, changed = FRAMEWORKS, "question file", FrameworkChanged
    pins = ASSESSMENTS.c.framework_id, ASSESSMENTS.c.framework_version

    @staticmethod
    def read(body: str) -> Framework:
        return from_json(body)

    def __init__(self) -> None:
        super().__init__()
        self.parts = PartsCache()
        self.sheets = SheetStore()
