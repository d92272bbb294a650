"""What is known of one person, number, account, vehicle, place or case, as pure functions on frames.

Why frames: a profile counts thousands of events and must name every one of them; the graph keeps one link for all.
"""
