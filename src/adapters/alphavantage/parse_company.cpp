#include <algorithm>
#include <array>
#include <utility>

#include "adapters/alphavantage/parse.hpp"
#include "adapters/alphavantage/records.hpp"
#include "adapters/alphavantage/refusal.hpp"
#include "formats/json_fields.hpp"
#include "market/session_calendar.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::alphavantage {
namespace {

using formats::CsvTable;
using formats::TextFields;
using vendor::Answer;
using vendor::Outcome;

struct Name {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array<Name, 17> kFigures{{{"MarketCapitalization", "market_cap"},
                                         {"PERatio", "pe_trailing"},
                                         {"ForwardPE", "pe_forward"},
                                         {"EPS", "eps"},
                                         {"SharesOutstanding", "shares_outstanding"},
                                         {"SharesFloat", "shares_float"},
                                         {"DividendYield", "dividend_yield"},
                                         {"DividendPerShare", "dividend_rate"},
                                         {"Beta", "beta"},
                                         {"52WeekHigh", "week_52_high"},
                                         {"52WeekLow", "week_52_low"},
                                         {"PriceToBookRatio", "price_to_book"},
                                         {"EBITDA", "ebitda"},
                                         {"RevenueTTM", "revenue"},
                                         {"ProfitMargin", "profit_margin"},
                                         {"ReturnOnEquityTTM", "return_on_equity"},
                                         {"PayoutRatio", "payout_ratio"}}};
constexpr std::array<Name, 8> kWords{{{"Name", "name"},
                                      {"Sector", "sector"},
                                      {"Industry", "industry"},
                                      {"Country", "country"},
                                      {"Exchange", "exchange"},
                                      {"Currency", "currency"},
                                      {"OfficialSite", "website"},
                                      {"AssetType", "kind"}}};

/// A price of zero is none: nobody has bid, asked or traded.
std::optional<Price> some(std::optional<Price> price) {
  return price && price->raw() > 0 ? price : std::nullopt;
}

vendor::OptionContract parse_contract(TextFields& fields, const CsvTable& table, std::size_t i) {
  const auto cell = [&](std::string_view name) { return table.cell(i, table.column(name)); };
  const auto price = [&](std::string_view name) { return some(fields.price(cell(name), name)); };
  const auto number = [&](std::string_view name) { return fields.number(cell(name), name); };
  const auto expiry = fields.date(cell("expiration"), "expiration");
  const auto strike = fields.price(cell("strike"), "strike");
  if (!expiry || !strike) fields.fault("a contract without its expiration or strike");
  vendor::OptionContract contract{
      .symbol = std::string{cell("contractID")},
      .is_call = cell("type") == "call",
      .expiry = expiry.value_or(Date{}),
      .strike = strike.value_or(Price{}),
      .bid = price("bid"),
      .ask = price("ask"),
      .last = price("last"),
      .volume = fields.volume(cell("volume"), "volume"),
      .open_interest = fields.volume(cell("open_interest"), "open_interest"),
      .implied_volatility = number("implied_volatility"),
      .delta = number("delta"),
      .gamma = number("gamma"),
      .theta = number("theta"),
      .vega = number("vega"),
      .event_at = std::nullopt};
  const auto date = fields.date(cell("date"), "date");
  const auto session = date ? SessionCalendar::of(CalendarKind::Nyse).session(*date) : std::nullopt;
  if (session) contract.event_at = session->close;
  return contract;
}

}  // namespace

Answer<vendor::Fundamentals> parse_overview(const vendor::HttpResponse& response,
                                            std::string_view key, const std::string& symbol) {
  if (auto refused = refusal_of(response, key)) return std::unexpected{std::move(*refused)};
  const auto document = formats::JsonDocument::parse(response.body);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  const formats::JsonNode root = document->root();
  if (root.empty()) {
    return std::unexpected{vendor::refused(Outcome::SymbolNotFound,
                                           "an empty overview of " + vendor::one_line(symbol))};
  }
  if (!root["Symbol"].has_value()) return std::unexpected{vendor::malformed("'Symbol' is missing")};
  formats::JsonFields fields;
  vendor::Fundamentals found{.symbol = symbol, .figures = {}, .words = {}};
  for (const Name& name : kFigures) {
    const auto value = fields.number(root[name.theirs]);
    if (value) found.figures.emplace_back(name.ours, *value);
  }
  for (const Name& name : kWords) {
    const auto value = fields.text(root[name.theirs]);
    if (value && *value != "None" && *value != "-") found.words.emplace_back(name.ours, *value);
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  return found;
}

Answer<vendor::OptionChain> parse_options(const vendor::HttpResponse& response,
                                          std::string_view key,
                                          const vendor::OptionChainRequest& request) {
  const auto records = records_of(response, key);
  if (!records) return std::unexpected{records.error()};
  TextFields fields;
  vendor::OptionChain chain{.underlying = request.underlying, .expiries = {}, .contracts = {}};
  chain.contracts.reserve(records->rows());
  for (std::size_t i = 0; i < records->rows(); ++i) {
    chain.contracts.push_back(parse_contract(fields, records->table, i));
    chain.expiries.push_back(chain.contracts.back().expiry);
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  std::ranges::sort(chain.expiries);
  const auto repeated = std::ranges::unique(chain.expiries);
  chain.expiries.erase(repeated.begin(), repeated.end());
  const Date wanted = request.expiry.value_or(chain.expiries.empty() ? Date{} : chain.expiries[0]);
  std::erase_if(chain.contracts,
                [&](const vendor::OptionContract& contract) { return contract.expiry != wanted; });
  if (chain.contracts.empty()) {
    std::string what = request.underlying + " has no options";
    if (request.expiry) what += " of " + to_string(*request.expiry);
    return std::unexpected{vendor::refused(Outcome::NoData, std::move(what))};
  }
  return chain;
}

}  // namespace tw::adapters::alphavantage
