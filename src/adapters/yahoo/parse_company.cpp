#include <algorithm>
#include <array>
#include <utility>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/unit.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::yahoo {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;

/// Below this Yahoo has not found a volatility and says 1e-05.
constexpr double kVolatilityUnknown = 2e-5;

std::optional<Price> some_price(JsonFields& fields, JsonNode node, PriceUnit unit) {
  const auto price = fields.price(node);
  if (!price || price->raw() <= 0) return std::nullopt;
  return in_whole_units(*price, unit);
}

vendor::OptionContract parse_contract(JsonFields& fields, JsonNode row, bool is_call) {
  const PriceUnit unit = price_unit(row["currency"].token());
  const auto expiry = fields.unix_time(row["expiration"], UnixUnit::Seconds);
  const auto strike = fields.need(fields.price(row["strike"]), "strike");
  const auto volatility = fields.number(row["impliedVolatility"]);
  vendor::OptionContract contract{
      .symbol = fields.need(fields.text(row["contractSymbol"]), "contractSymbol"),
      .is_call = is_call,
      .expiry = Date::of(fields.need(expiry, "expiration")),
      .strike = in_whole_units(strike, unit),
      .bid = some_price(fields, row["bid"], unit),
      .ask = some_price(fields, row["ask"], unit),
      .last = some_price(fields, row["lastPrice"], unit),
      .volume = fields.volume(row["volume"]),
      .open_interest = fields.volume(row["openInterest"]),
      .event_at = fields.unix_time(row["lastTradeDate"], UnixUnit::Seconds)};
  if (volatility && *volatility > kVolatilityUnknown) contract.implied_volatility = volatility;
  return contract;
}

struct Figure {
  std::string_view module;
  std::string_view field;
  std::string_view name;
};

// Of two with one name the first that is there counts.
constexpr std::array<Figure, 24> kFigures{
    {{"price", "marketCap", "market_cap"},
     {"summaryDetail", "marketCap", "market_cap"},
     {"summaryDetail", "trailingPE", "pe_trailing"},
     {"summaryDetail", "forwardPE", "pe_forward"},
     {"defaultKeyStatistics", "forwardPE", "pe_forward"},
     {"defaultKeyStatistics", "trailingEps", "eps"},
     {"defaultKeyStatistics", "forwardEps", "eps_forward"},
     {"defaultKeyStatistics", "sharesOutstanding", "shares_outstanding"},
     {"defaultKeyStatistics", "floatShares", "shares_float"},
     {"defaultKeyStatistics", "sharesShort", "shares_short"},
     {"summaryDetail", "dividendYield", "dividend_yield"},
     {"summaryDetail", "dividendRate", "dividend_rate"},
     {"summaryDetail", "payoutRatio", "payout_ratio"},
     {"summaryDetail", "beta", "beta"},
     {"defaultKeyStatistics", "beta", "beta"},
     {"summaryDetail", "fiftyTwoWeekHigh", "week_52_high"},
     {"summaryDetail", "fiftyTwoWeekLow", "week_52_low"},
     {"summaryDetail", "averageVolume", "volume_average"},
     {"defaultKeyStatistics", "priceToBook", "price_to_book"},
     {"defaultKeyStatistics", "enterpriseValue", "enterprise_value"},
     {"financialData", "totalRevenue", "revenue"},
     {"financialData", "ebitda", "ebitda"},
     {"financialData", "profitMargins", "profit_margin"},
     {"financialData", "returnOnEquity", "return_on_equity"}}};

constexpr std::array<Figure, 9> kWords{{{"price", "longName", "name"},
                                        {"quoteType", "longName", "name"},
                                        {"assetProfile", "sector", "sector"},
                                        {"assetProfile", "industry", "industry"},
                                        {"assetProfile", "country", "country"},
                                        {"assetProfile", "website", "website"},
                                        {"price", "exchangeName", "exchange"},
                                        {"price", "currency", "currency"},
                                        {"price", "quoteType", "kind"}}};

template <class Value>
bool has(const std::vector<std::pair<std::string, Value>>& found, std::string_view name) {
  return std::ranges::any_of(found, [&](const auto& pair) { return pair.first == name; });
}

/// Returns the number itself where it is wrapped as {raw, fmt}.
JsonNode unwrapped(JsonNode node) { return node.is(JsonNode::Kind::Object) ? node["raw"] : node; }

}  // namespace

vendor::Answer<vendor::OptionChain> parse_options(const vendor::HttpResponse& response,
                                                  const vendor::OptionChainRequest& request) {
  const auto document = document_of(response);
  if (!document) return std::unexpected{document.error()};
  const JsonNode result = document->root()["optionChain"]["result"].front();
  if (!result.is(JsonNode::Kind::Object)) {
    return std::unexpected{
        vendor::refused(vendor::Outcome::NoData, request.underlying + " has no options")};
  }
  JsonFields fields;
  vendor::OptionChain chain{.underlying = request.underlying, .expiries = {}, .contracts = {}};
  chain.expiries.reserve(result["expirationDates"].size());
  for (const JsonNode expiry : result["expirationDates"]) {
    const auto at = fields.unix_time(expiry, UnixUnit::Seconds);
    if (at) chain.expiries.push_back(Date::of(*at));
  }
  std::ranges::sort(chain.expiries);
  for (const JsonNode part : result["options"]) {
    chain.contracts.reserve(part["calls"].size() + part["puts"].size());
    for (const JsonNode row : part["calls"]) {
      chain.contracts.push_back(parse_contract(fields, row, true));
    }
    for (const JsonNode row : part["puts"]) {
      chain.contracts.push_back(parse_contract(fields, row, false));
    }
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  if (chain.contracts.empty()) {
    std::string what = request.underlying + " has no options";
    if (request.expiry) what += " of " + to_string(*request.expiry);
    return std::unexpected{vendor::refused(vendor::Outcome::NoData, std::move(what))};
  }
  return chain;
}

vendor::Answer<vendor::Fundamentals> parse_fundamentals(const vendor::HttpResponse& response,
                                                        const std::string& symbol) {
  const auto document = document_of(response);
  if (!document) return std::unexpected{document.error()};
  const JsonNode modules = document->root()["quoteSummary"]["result"].front();
  if (!modules.is(JsonNode::Kind::Object)) {
    return std::unexpected{vendor::malformed("'quoteSummary.result' is missing")};
  }
  JsonFields fields;
  vendor::Fundamentals found{.symbol = symbol, .figures = {}, .words = {}};
  for (const Figure& figure : kFigures) {
    const JsonNode node = unwrapped(modules[figure.module][figure.field]);
    // "Infinity" stands where a ratio has no divisor.
    const auto value = node.is(JsonNode::Kind::Number) ? fields.number(node) : std::nullopt;
    if (value && !has(found.figures, figure.name)) found.figures.emplace_back(figure.name, *value);
  }
  for (const Figure& word : kWords) {
    const auto value = fields.text(modules[word.module][word.field]);
    if (value && !has(found.words, word.name)) found.words.emplace_back(word.name, *value);
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  return found;
}

}  // namespace tw::adapters::yahoo
