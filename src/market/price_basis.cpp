#include "market/price_basis.hpp"

namespace tw::inline market {

std::string_view to_string(PriceBasis basis) {
  switch (basis) {
    case PriceBasis::Unknown:
      return "unknown";
    case PriceBasis::Raw:
      return "raw";
    case PriceBasis::Split:
      return "split";
    case PriceBasis::Total:
      return "total";
  }
  return "unknown";
}

std::optional<PriceBasis> parse_basis(std::string_view text) {
  for (const PriceBasis basis :
       {PriceBasis::Unknown, PriceBasis::Raw, PriceBasis::Split, PriceBasis::Total}) {
    if (text == to_string(basis)) return basis;
  }
  return std::nullopt;
}

}  // namespace tw::inline market
