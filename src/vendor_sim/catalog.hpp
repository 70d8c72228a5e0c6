#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "market/bar_table.hpp"
#include "market/corporate_action.hpp"
#include "market/session_calendar.hpp"

namespace tw::vendor_sim {

/// What the double knows of one symbol.
struct Listing {
  std::string symbol;
  std::string name;
  CalendarKind calendar = CalendarKind::Nyse;
  std::vector<BarTable> tables;          ///< By timeframe, each once; bars as they were kept.
  std::vector<CorporateAction> actions;  ///< By ex-date.
};

/// One bar as vendors give it.
struct Row {
  Bar bar;
  Price adjusted_close;  ///< The close where the history has no adjusted one.
};

/// Which bars: of a day and longer by their session's date, finer ones by their start. Both ends
/// are inclusive.
struct Window {
  Timestamp from{INT64_MIN};
  Timestamp to{INT64_MAX};
};

/// All that the double answers from. Nothing in it is made up: what is not there is answered as
/// the vendor answers for a symbol or a window that it does not have.
class Catalog {
 public:
  /// Adds `listing`, whose symbol is not there yet.
  void add(Listing listing);

  /// Returns the listing of that symbol, whatever its case; nullptr when there is none.
  const Listing* find(std::string_view symbol) const;
  /// Returns those whose symbol or name holds `text`, whatever the case, by symbol.
  std::vector<const Listing*> matching(std::string_view text) const;
  std::size_t size() const { return listings_.size(); }
  const std::map<std::string, Listing, std::less<>>& listings() const { return listings_; }

  /// Returns the same symbols without bars and actions.
  Catalog emptied() const;
  /// Returns the same with every bar's start and end `by` later, in the same session.
  Catalog shifted(Duration by) const;

 private:
  std::map<std::string, Listing, std::less<>> listings_;
};

/// Returns the bars of `timeframe`, oldest first, built from finer ones where it keeps none of it;
/// none where there is nothing to build them from.
std::vector<Row> rows_of(const Listing& listing, Timeframe timeframe, const Window& window = {});

/// What a quote is answered from: the last bar that is known.
struct Last {
  Row row;
  std::optional<Row> before;  ///< The session before that.
};

/// Returns the last of the shortest bars, with the close of the session before; nothing when the
/// listing has no bars.
std::optional<Last> last_of(const Listing& listing);

}  // namespace tw::vendor_sim
