#include "sql/error.hpp"

namespace tw::sql {

std::string_view word_of(Reason reason) {
  switch (reason) {
    case Reason::Constraint:
      return "constraint";
    case Reason::Conflict:
      return "conflict";
    case Reason::Busy:
      return "busy";
    case Reason::Late:
      return "late";
    case Reason::Cancelled:
      return "cancelled";
    case Reason::Lost:
      return "lost";
    case Reason::Denied:
      return "denied";
    case Reason::Syntax:
      return "syntax";
    case Reason::BadValue:
      return "bad value";
    case Reason::Damaged:
      return "damaged";
    case Reason::Full:
      return "full";
    case Reason::Refused:
      return "refused";
  }
  return "unknown";
}

}  // namespace tw::sql
