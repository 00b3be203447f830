"""The store as one object."""

from __future__ import annotations

from plugin.store.answers import Answers
from plugin.store.audit import Audit
from plugin.store.authorizations import ListedAuthorizations, Marking
from plugin.store.database import Database
from plugin.store.proposals import Proposals
from plugin.store.references import References
from plugin.store.sealed_text import SealedText
from plugin.store.vault import SqlVault


class Store:
    """Everything Chairside keeps; `keys` seals what says something about a patient."""

    def __init__(self, database: Database, keys: Marking) -> None:
        texts = SealedText(keys)
        self.database = database
        self.vault = SqlVault(database)
        self.proposals = Proposals(database, texts)
        self.answers = Answers(database, texts)
        self.audit = Audit(database)
        self.authorizations = ListedAuthorizations(database, keys)
        self.references = References(database)

    @classmethod
    def open(cls, url: str, keys: Marking) -> Store:
        """The store in the database of `url` with its tables brought up to date. Raises StoreError or StoreTooNew."""
        database = Database(url)
        database.bring_up_to_date()
        return cls(database, keys)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
