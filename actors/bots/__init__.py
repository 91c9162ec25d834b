"""Chatbots: whoever answers before a person does."""
