"""The guides, the packet and the threat model of smart_launch: what they say is held against the code."""
