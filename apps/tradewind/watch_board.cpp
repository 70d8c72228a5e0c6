#include "watch_board.hpp"

#include <algorithm>

#include "market_desk.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"

namespace tw::app {
namespace {

std::optional<double> change_of(const std::optional<Price>& last,
                                const std::optional<Price>& previous_close) {
  if (!last || !previous_close || previous_close->raw() <= 0) return std::nullopt;
  return last->as_double() / previous_close->as_double() - 1.0;
}

std::string change_text(const std::optional<double>& change) {
  if (!change) return "-";
  return (*change > 0.0 ? "+" : "") + report::percent(*change);
}

/// Returns "3 gaps", or "3 gaps, 1 open" while history has not filled it.
std::string gaps_text(int gaps, int open) {
  if (gaps == 0) return "-";
  return std::to_string(gaps) + (gaps == 1 ? " gap" : " gaps") +
         (open > 0 ? ", " + std::to_string(open) + " open" : "");
}

}  // namespace

const WatchBoard::Row& WatchBoard::row_of(const std::string& symbol) const {
  static const Row kNothing;
  const auto found = rows_.find(symbol);
  return found == rows_.end() ? kNothing : found->second;
}

void WatchBoard::on(const providers::FeedItem& item, Timestamp now) {
  std::visit([&](const auto& each) { take(each, now); }, item);
}

void WatchBoard::base(const vendor::SymbolQuote& quote, const std::string& source, Timestamp now) {
  Row& row = rows_[quote.symbol];
  row.previous_close = quote.previous_close;
  if (quote.volume) {
    const std::int64_t since = row.volume ? row.volume->raw() : 0;
    row.volume = Volume::from_raw(quote.volume->raw() + since);
  }
  if (row.heard_at != Timestamp{}) return;
  row.last = quote.last;
  row.bid = quote.bid;
  row.ask = quote.ask;
  row.source = source;
  row.event_at = quote.event_at.value_or(now);
}

void WatchBoard::take(const vendor::StreamTrade& trade, Timestamp now) {
  Row& row = rows_[trade.symbol];
  row.last = trade.price;
  // A volume has four decimals of a share, a quantity eight.
  const std::int64_t traded = trade.size.raw() / 10'000;
  row.volume = Volume::from_raw((row.volume ? row.volume->raw() : 0) + traded);
  row.source = row.feed_source;
  row.event_at = trade.event_at;
  row.heard_at = now;
}

void WatchBoard::take(const vendor::StreamQuote& quote, Timestamp now) {
  const vendor::SymbolQuote& said = quote.quote;
  Row& row = rows_[said.symbol];
  if (said.last) row.last = said.last;
  if (said.bid) row.bid = said.bid;
  if (said.ask) row.ask = said.ask;
  if (said.previous_close) row.previous_close = said.previous_close;
  if (said.volume) row.volume = said.volume;
  row.source = row.feed_source;
  row.event_at = said.event_at.value_or(now);
  row.heard_at = now;
}

void WatchBoard::take(const providers::FeedBar& bar, Timestamp /*now*/) {
  Row& row = rows_[bar.symbol];
  if (!row.last) row.last = bar.bar.close;
}

void WatchBoard::take(const providers::FeedChange& change, Timestamp /*now*/) {
  if (change.symbol.empty()) {
    note_ = std::string{providers::to_string(change.kind)} + ": " + change.why;
    return;
  }
  Row& row = rows_[change.symbol];
  row.kind = change.kind;
  row.feed_source = change.source;
  if (change.kind == FeedStatus::Kind::Gap) {
    row.gaps += 1;
    row.gaps_open += 1;
  } else if (change.why.starts_with("filled with ")) {
    row.gaps_open = 0;
  }
}

bool WatchBoard::is_complete() const {
  return std::ranges::all_of(symbols_, [this](const std::string& symbol) {
    const Row& row = row_of(symbol);
    return row.last || row.bid || row.ask;
  });
}

std::vector<std::string> WatchBoard::lines(const std::string& source, Timestamp now) const {
  std::vector<std::string> lines;
  lines.reserve(symbols_.size() + 4);
  lines.push_back("tradewind watch: " + source + (note_.empty() ? "" : ", " + note_));
  lines.emplace_back("");
  lines.push_back(report::left("symbol", 11) + report::left("feed", 6) + report::right("last", 11) +
                  report::right("change", 9) + report::right("bid", 11) + report::right("ask", 11) +
                  report::right("volume", 15) + report::right("age", 9) + "  " +
                  report::left("gaps", 16) + "source");
  for (const std::string& symbol : symbols_) {
    const Row& row = row_of(symbol);
    const bool has_age = row.event_at != Timestamp{};
    lines.push_back(
        report::left(symbol, 11) + report::left(std::string{providers::to_string(row.kind)}, 6) +
        report::right(report::price_or_dash(row.last), 11) +
        report::right(change_text(change_of(row.last, row.previous_close)), 9) +
        report::right(report::price_or_dash(row.bid), 11) +
        report::right(report::price_or_dash(row.ask), 11) +
        report::right(row.volume ? report::grouped(row.volume->as_double(), 0) : "-", 15) +
        report::right(has_age ? span_text(std::max(Duration{}, now - row.event_at)) : "-", 9) +
        "  " + report::left(gaps_text(row.gaps, row.gaps_open), 16) +
        (row.source.empty() ? "-" : row.source));
  }
  return lines;
}

void WatchBoard::write(report::JsonWriter& json, Timestamp now) const {
  json.begin_object().member("at", to_string(now)).key("symbols").begin_array();
  for (const std::string& symbol : symbols_) {
    const Row& row = row_of(symbol);
    const bool has_age = row.event_at != Timestamp{};
    json.begin_object().member("symbol", symbol);
    json.member("feed", providers::to_string(row.kind)).member("source", row.source);
    json.member("last", row.last).member("previous_close", row.previous_close);
    json.member("change", change_of(row.last, row.previous_close));
    json.member("bid", row.bid).member("ask", row.ask).member("volume", row.volume);
    json.member("event_at", has_age ? std::optional{to_string(row.event_at)} : std::nullopt);
    json.member("age_seconds",
                has_age ? std::optional{seconds_of(now - row.event_at)} : std::nullopt);
    json.member("gaps", row.gaps).member("gaps_open", row.gaps_open).end_object();
  }
  json.end_array().end_object();
}

}  // namespace tw::app
