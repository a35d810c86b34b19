"""How far along the chain charges and convictions reach, and whether the network was hit."""
