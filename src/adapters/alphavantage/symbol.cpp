#include "adapters/alphavantage/symbol.hpp"

#include <array>

#include "vendor/share_class.hpp"

namespace tw::adapters::alphavantage {
namespace {

struct Exchange {
  std::string_view suffix;
  std::string_view currency;
};
constexpr std::array<Exchange, 9> kExchanges{{{".TRT", "CAD"},
                                              {".TRV", "CAD"},
                                              {".FRK", "EUR"},
                                              {".DEX", "EUR"},
                                              {".BSE", "INR"},
                                              {".SHH", "CNY"},
                                              {".SHZ", "CNY"},
                                              {".HKG", "HKD"},
                                              {".SAO", "BRL"}}};

}  // namespace

std::string vendor_symbol(std::string_view symbol) {
  return vendor::with_class_mark(symbol, '.', '-');
}

std::string own_symbol(std::string_view symbol) {
  return vendor::with_class_mark(symbol, '-', '.');
}

bool is_american(std::string_view symbol) { return !vendor_symbol(symbol).contains('.'); }

std::optional<Currency> currency_of(std::string_view symbol) {
  if (is_american(symbol)) return kUsd;
  for (const Exchange& exchange : kExchanges) {
    if (symbol.ends_with(exchange.suffix)) return Currency{exchange.currency};
  }
  return std::nullopt;
}

}  // namespace tw::adapters::alphavantage
