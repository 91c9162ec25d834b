"""The actors: one writer for each chat, channel and agent, and the trio runtime they live on."""
