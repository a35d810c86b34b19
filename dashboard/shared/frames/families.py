"""The families of measures, by the first letter of their ids, in the order of the catalogue."""

NAMES = {
    "C": "How many",
    "N": "The chain and the network",
    "F": "Financial investigation",
    "A": "Assets",
    "X": "The register of assets",
    "R": "Remedies for victims",
    "D": "Sanctions",
    "T": "Techniques and evidence",
    "L": "Labour inspection",
    "V": "Treatment of victims",
    "P": "Proceedings",
}
