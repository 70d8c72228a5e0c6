#include "net/transport_fault.hpp"

namespace tw::net {

std::string_view to_string(FaultKind kind) {
  switch (kind) {
    case FaultKind::Refused:
      return "refused";
    case FaultKind::Unresolved:
      return "unresolved";
    case FaultKind::Tls:
      return "tls";
    case FaultKind::TimedOut:
      return "timed out";
    case FaultKind::Reset:
      return "reset";
    case FaultKind::Malformed:
      return "malformed";
    case FaultKind::TooLarge:
      return "too large";
    case FaultKind::Cancelled:
      return "cancelled";
  }
  return "";
}

}  // namespace tw::net
