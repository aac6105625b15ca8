"""Cure notices: what is read and said about them. Their writes are in contracts.services.cure*."""
