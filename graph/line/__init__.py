"""What joins two or more: paths, shared contacts and terminals, relays, meetings and journeys, on frames.

Why not in Cypher: these answers say how likely chance alone would have made them, and for that the whole frame counts.
"""
