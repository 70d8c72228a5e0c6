#include "adapters/alphavantage/symbol.hpp"

#include <array>

namespace tw::adapters::alphavantage {
namespace {

constexpr std::string_view kClasses = "ABC";

bool ends_with_class(std::string_view symbol, char mark) {
  return symbol.size() > 2 && symbol[symbol.size() - 2] == mark && kClasses.contains(symbol.back());
}

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
  std::string spelt{symbol};
  if (ends_with_class(symbol, '.')) spelt[spelt.size() - 2] = '-';
  return spelt;
}

std::string own_symbol(std::string_view symbol) {
  std::string spelt{symbol};
  if (ends_with_class(symbol, '-')) spelt[spelt.size() - 2] = '.';
  return spelt;
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
