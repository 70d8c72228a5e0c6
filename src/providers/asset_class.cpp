#include "providers/asset_class.hpp"

#include <algorithm>

namespace tw::providers {
namespace {

constexpr std::array<std::string_view, kAssetClasses> kNames{"stock",  "index",  "fx",
                                                             "crypto", "future", "option"};

/// The money of states that is traded against other money; a pair of two of them is fx.
constexpr std::array<std::string_view, 36> kCurrencies{
    "USD", "EUR", "JPY", "GBP", "CHF", "CAD", "AUD", "NZD", "CNY", "CNH", "HKD", "SGD",
    "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "ZAR", "MXN", "BRL", "CLP",
    "COP", "INR", "IDR", "KRW", "MYR", "PHP", "THB", "TWD", "ILS", "AED", "SAR", "ISK"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// OCC: a root, six digits of the date, C or P, eight digits of the strike.
bool is_option(std::string_view symbol) {
  if (symbol.size() < 16) return false;
  const std::string_view tail = symbol.substr(symbol.size() - 15);
  return std::ranges::all_of(tail.substr(0, 6), is_digit) && (tail[6] == 'C' || tail[6] == 'P') &&
         std::ranges::all_of(tail.substr(7), is_digit);
}

bool is_currency(std::string_view code) {
  return std::ranges::find(kCurrencies, code) != kCurrencies.end();
}

}  // namespace

std::string_view to_string(AssetClass asset_class) {
  return kNames[static_cast<std::size_t>(asset_class)];
}

std::optional<AssetClass> parse_asset_class(std::string_view text) {
  const auto* const found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<AssetClass>(found - kNames.begin());
}

AssetClass asset_class_of(std::string_view symbol) {
  if (symbol.starts_with('^')) return AssetClass::Index;
  if (symbol.ends_with("=F")) return AssetClass::Future;
  if (const std::size_t slash = symbol.find('/'); slash != std::string_view::npos) {
    return is_currency(symbol.substr(0, slash)) && is_currency(symbol.substr(slash + 1))
               ? AssetClass::Fx
               : AssetClass::Crypto;
  }
  return is_option(symbol) ? AssetClass::Option : AssetClass::Stock;
}

const SessionCalendar& calendar_of(AssetClass asset_class) {
  switch (asset_class) {
    case AssetClass::Crypto:
      return SessionCalendar::of(CalendarKind::AlwaysOpen);
    case AssetClass::Fx:
      return SessionCalendar::of(CalendarKind::Fx);
    case AssetClass::Future:
      return SessionCalendar::of(CalendarKind::Cme);
    case AssetClass::Stock:
    case AssetClass::Index:
    case AssetClass::Option:
      break;
  }
  return SessionCalendar::of(CalendarKind::Nyse);
}

}  // namespace tw::providers
