"""Checks the content and builds the site: into a fresh folder that replaces the old one only when all went well."""
