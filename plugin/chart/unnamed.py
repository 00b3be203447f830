"""How a product is called that the record gives no name, only a code or nothing at all."""

NOT_NAMED = "drug not named"
