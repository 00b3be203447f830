"""The store as one object."""

from __future__ import annotations

from plugin.store.answers import Answers
from plugin.store.audit import Audit
from plugin.store.database import Database
from plugin.store.proposals import Proposals
from plugin.store.vault import SqlVault


class Store:
    """Everything Chairside keeps, in the database of `url`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.vault = SqlVault(database)
        self.proposals = Proposals(database)
        self.answers = Answers(database)
        self.audit = Audit(database)

    @classmethod
    def open(cls, url: str) -> Store:
        """The store with its tables brought up to date. Raises StoreError or StoreTooNew."""
        database = Database(url)
        database.bring_up_to_date()
        return cls(database)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
