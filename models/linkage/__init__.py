"""Case linkage 串并案: which cases are of one hand."""

from models.linkage.linkage import CaseLinkage, Compared, evidence_of, found_series, ranked

__all__ = ["CaseLinkage", "Compared", "evidence_of", "found_series", "ranked"]
