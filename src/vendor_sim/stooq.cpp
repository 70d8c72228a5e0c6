#include <algorithm>
#include <array>

#include "core/decimal.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using vendor::Operation;

/// Returns our symbol for Stooq's: "aapl.us" is AAPL, "^spx" is SPX.
std::string own_symbol(std::string symbol) {
  if (symbol.ends_with(".us")) symbol.resize(symbol.size() - 3);
  if (symbol.starts_with("^")) symbol.erase(0, 1);
  std::ranges::replace(symbol, '-', '.');
  return symbol;
}

std::optional<Timeframe> timeframe_of(std::string_view word) {
  if (word.empty() || word == "d") return kDaily;
  if (word == "w") return Timeframe{Timeframe::Unit::Week, 1};
  if (word == "m") return Timeframe{Timeframe::Unit::Month, 1};
  if (word == "q") return Timeframe{Timeframe::Unit::Month, 3};
  if (word == "y") return Timeframe{Timeframe::Unit::Month, 12};
  return std::nullopt;
}

net::HttpResponse history(const Question& question, const Catalog& catalog) {
  if (question.value("apikey").empty()) {
    return text_response("<html><body>A key is needed for this download.</body></html>", 200,
                         "text/html");
  }
  const Listing* const listing = catalog.find(own_symbol(question.value("s")));
  const auto timeframe = timeframe_of(question.value("i"));
  if (listing == nullptr || !timeframe) return text_response("No data");
  Window window;
  if (const auto from = day_in(question.value("d1"))) window.from = *from;
  if (const auto to = day_in(question.value("d2"))) window.to = end_of_day(*to);
  std::string text = "Date,Open,High,Low,Close,Volume\r\n";
  const auto rows = rows_of(*listing, *timeframe, window);
  for (const Row& row : rows) {
    text += to_string(row.bar.session) + "," + to_string(row.bar.open) + "," +
            to_string(row.bar.high) + "," + to_string(row.bar.low) + "," +
            to_string(row.bar.close) + "," + to_string(row.bar.volume) + "\r\n";
  }
  if (rows.empty()) return text_response("No data");
  return text_response(std::move(text), 200, "text/csv");
}

/// Warsaw is six hours ahead of New York: 22:00 is the close there.
std::string quote_row(const std::string& symbol, const Last& last) {
  const Bar& bar = last.row.bar;
  const std::string at = new_york_text(bar.end + Duration::hours(6));
  return symbol + "," + at.substr(0, 10) + "," + at.substr(11) + "," + to_string(bar.open) + "," +
         to_string(bar.high) + "," + to_string(bar.low) + "," + to_string(bar.close) + "," +
         to_string(bar.volume) + "\r\n";
}

net::HttpResponse quotes(const Question& question, const Catalog& catalog) {
  std::string text = "Symbol,Date,Time,Open,High,Low,Close,Volume\r\n";
  std::string symbols = question.value("s");
  std::ranges::replace(symbols, ' ', ',');
  std::ranges::replace(symbols, '+', ',');
  for (const std::string& symbol : listed(symbols)) {
    const Listing* const listing = catalog.find(own_symbol(symbol));
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    std::string shown = symbol;
    std::ranges::transform(shown, shown.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    text += last ? quote_row(shown, *last) : shown + ",N/D,N/D,N/D,N/D,N/D,N/D,N/D\r\n";
  }
  return text_response(std::move(text), 200, "text/csv");
}

}  // namespace

Answered answer_stooq(const Question& question, const Catalog& catalog) {
  if (question.path == "/q/d/l/") return {Operation::History, history(question, catalog)};
  if (question.path == "/q/l/") return {Operation::Quote, quotes(question, catalog)};
  return {Operation::Quote, text_response("<html><body>404</body></html>", 404, "text/html")};
}

}  // namespace tw::vendor_sim
