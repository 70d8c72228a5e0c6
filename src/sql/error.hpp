#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::sql {

/// Why a database did not do what it was asked. The same on both engines.
enum class Reason : std::uint8_t {
  Constraint,  ///< A key, a reference, a check or a NOT NULL would not hold.
  Conflict,    ///< Another transaction came first; begin again, it may well succeed.
  Busy,        ///< Others held the database until the deadline passed.
  Late,        ///< The statement itself ran past its deadline and was stopped.
  Cancelled,   ///< Somebody asked for it to stop.
  Lost,        ///< The server cannot be reached, or the connection to it has gone.
  Denied,      ///< Wrong credentials, missing rights, a read-only file or server.
  Syntax,      ///< The statement cannot be run: its words, a table or column that is not there.
  BadValue,    ///< A value that a column or the database cannot hold, or that is not what was read.
  Damaged,     ///< The file is no database, or its pages are not whole.
  Full,        ///< No room on the disk.
  Refused,     ///< The address cannot be right, or this build must not touch that database.
};

/// Returns the reason as one lower-case word: "conflict".
std::string_view word_of(Reason reason);

/// What a database refused, in one line for a person. Never holds a password.
struct Error {
  Reason reason{};
  std::string message;
};

}  // namespace tw::sql
