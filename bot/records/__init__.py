"""The record of assessments: kept so that it shows if it was touched."""
