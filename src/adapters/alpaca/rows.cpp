#include "adapters/alpaca/rows.hpp"

#include <utility>

namespace tw::adapters::alpaca {

using formats::JsonFields;
using formats::JsonNode;

std::optional<vendor::HistoryRow> row_of(JsonFields& fields, JsonNode node) {
  const auto start = fields.moment(node["t"]);
  const auto open = fields.positive_price(node["o"]);
  const auto high = fields.positive_price(node["h"]);
  const auto low = fields.positive_price(node["l"]);
  const auto close = fields.positive_price(node["c"]);
  const auto volume = fields.volume(node["v"]);
  if (!start) fields.fault("a bar has no time 't'");
  if (!start || !open || !high || !low || !close) return std::nullopt;
  return vendor::HistoryRow{.label = *start,
                            .open = *open,
                            .high = *high,
                            .low = *low,
                            .close = *close,
                            .volume = volume.value_or(Volume{}),
                            .adjusted_close = std::nullopt};
}

vendor::SymbolQuote quote_of(JsonFields& fields, JsonNode node, std::string symbol) {
  vendor::SymbolQuote quote;
  quote.symbol = std::move(symbol);
  quote.bid = fields.positive_price(node["bp"]);
  quote.ask = fields.positive_price(node["ap"]);
  quote.event_at = fields.moment(node["t"]);
  return quote;
}

vendor::StreamTrade trade_of(JsonFields& fields, JsonNode node, std::string symbol) {
  vendor::StreamTrade trade;
  trade.symbol = std::move(symbol);
  trade.event_at = fields.need(fields.moment(node["t"]), "t");
  trade.price = fields.need(fields.positive_price(node["p"]), "p");
  trade.size = fields.need(fields.quantity(node["s"]), "s");
  const std::string_view id = node["i"].token();
  if (!id.empty()) trade.id = node["x"].text() + ":" + std::string{id};
  return trade;
}

}  // namespace tw::adapters::alpaca
