"""The crowd: which posts say that X is down, and when they are so many that it is trouble. Pure.

May import: domain.
"""

from trayapp.crowd.baseline import Baseline
from trayapp.crowd.burst import Crowd, Post, crowd_evidence
from trayapp.crowd.claims import says_x_is_down

__all__ = ["Baseline", "Crowd", "Post", "crowd_evidence", "says_x_is_down"]
