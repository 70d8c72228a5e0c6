#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "providers/feed.hpp"
#include "report/json_writer.hpp"
#include "vendor/answers.hpp"

namespace tw::app {

/// What a watch list knows of its symbols: what the feed tells, on top of one quote from before.
class WatchBoard {
 public:
  explicit WatchBoard(std::vector<std::string> symbols) : symbols_{std::move(symbols)} {}

  void on(const providers::FeedItem& item, Timestamp now);
  /// Takes a quote that was asked for: the close before, the day's volume, and prices until the
  /// feed tells newer ones. `source` gave it.
  void base(const vendor::SymbolQuote& quote, const std::string& source, Timestamp now);

  /// Returns whether there is a price of each symbol.
  bool is_complete() const;
  /// Returns the list as it is shown, a line each: a title, headings, the symbols.
  std::vector<std::string> lines(const std::string& source, Timestamp now) const;
  /// Writes the list as one object.
  void write(report::JsonWriter& json, Timestamp now) const;

 private:
  struct Row {
    std::optional<Price> last;
    std::optional<Price> previous_close;
    std::optional<Price> bid;
    std::optional<Price> ask;
    std::optional<Volume>
        volume;               ///< The day's where somebody said it, else what was traded since.
    std::string source;       ///< Who gave the price.
    std::string feed_source;  ///< Whose stream carries it now.
    Timestamp event_at;       ///< When it held; zero: nobody said.
    Timestamp heard_at;
    FeedStatus::Kind kind = FeedStatus::Kind::Down;
    int gaps = 0;       ///< Marked so far,
    int gaps_open = 0;  ///< and not filled.
  };

  void take(const vendor::StreamTrade& trade, Timestamp now);
  void take(const vendor::StreamQuote& quote, Timestamp now);
  void take(const providers::FeedBar& bar, Timestamp now);
  void take(const providers::FeedChange& change, Timestamp now);
  const Row& row_of(const std::string& symbol) const;

  const std::vector<std::string> symbols_;
  std::map<std::string, Row> rows_;
  std::string note_;
};

}  // namespace tw::app
