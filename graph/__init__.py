"""What is known: identifiers, the ledger of rows, the graph in Neo4j and the questions asked of it."""
