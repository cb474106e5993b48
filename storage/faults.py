"""What a fault of the database means: come back at once, come back later, or never."""

import sqlite3

from sqlalchemy.exc import DBAPIError, TimeoutError

_LOST_RACE = {"40001", "40P01", "23505"}  # serialization, deadlock, two of one key at once
_AWAY = ("08", "53", "57P", "55P03")  # no connection, no room, shutting down, locked
_TWICE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_CANNOT = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}


def lost_race(fault: BaseException) -> bool:
    """Tell whether another transaction was faster: done again at once it may succeed."""
    if not isinstance(fault, DBAPIError):
        return False
    if isinstance(fault.orig, sqlite3.Error):
        return _code(fault.orig) in _TWICE
    return getattr(fault.orig, "sqlstate", None) in _LOST_RACE


def away(fault: BaseException) -> bool:
    """Tell whether the database cannot be used now, which is no fault of what was asked of it."""
    if isinstance(fault, TimeoutError):  # nobody gave a connection back in time
        return True
    if not isinstance(fault, DBAPIError):
        return False
    if isinstance(fault.orig, sqlite3.Error):
        return _code(fault.orig) & 0xFF in _CANNOT
    state = getattr(fault.orig, "sqlstate", None)
    if state is None:
        return fault.connection_invalidated or type(fault).__name__ in _WITHOUT_A_STATE
    return fault.connection_invalidated or state.startswith(_AWAY)


_WITHOUT_A_STATE = {"OperationalError", "InterfaceError"}


def passing(fault: BaseException) -> bool:
    """Tell whether doing the same again may succeed."""
    return lost_race(fault) or away(fault)


def _code(fault: sqlite3.Error) -> int:
    return getattr(fault, "sqlite_errorcode", 0)
