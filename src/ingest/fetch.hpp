#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ingest/bar_quarantine.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "store/bar_store.hpp"
#include "vendor/vendor.hpp"

namespace tw::ingest {

/// One vendor's history, as whoever composes it lets it be asked: budgets, retries and patience are
/// behind `ask`.
struct HistorySource {
  vendor::VendorFacts facts;
  std::function<vendor::Answer<vendor::History>(const vendor::HistoryRequest&)> ask;
};

/// One series that the store should have.
struct FetchRequest {
  std::string symbol;
  Timeframe timeframe;
  store::Stretch wanted;  ///< Labels.
  /// Left out: that of the stored bars, else what the first ones show.
  std::optional<CalendarKind> calendar;
  PriceBasis basis = PriceBasis::Unknown;  ///< Unknown: the vendor's usual one.
  bool again = false;                      ///< Ask for everything once more, as a new vintage.
  Timestamp now;
};

/// How far the work has come.
struct FetchStep {
  std::string source;
  std::size_t done = 0;   ///< Questions.
  std::size_t total = 0;  ///< As far as is known.
};

/// Told after each question. Returns false to stop there; what came in is kept.
using FetchWatch = std::function<bool(const FetchStep&)>;

/// What one fetch brought into the store.
struct FetchedSeries {
  store::BarKey key;
  CalendarKind calendar = CalendarKind::Nyse;
  std::size_t questions = 0;  ///< Asked of the vendor.
  store::MergeTally merge;
  std::size_t set_aside = 0;  ///< Rows that cannot be bars: in quarantine.
  std::size_t rows = 0;       ///< In the store now.
  std::string first;          ///< Labels.
  std::string last;
  store::Provenance provenance;
  std::string earlier_vintage;  ///< The source under which the restated history went on to be kept.
  std::vector<CorporateAction> actions;  ///< That came along.
  std::string stored_at;
  std::vector<std::string> warnings;
  std::vector<std::string> notes;
};

/// One line: what stands in the way and the remedy. What was stored before it stays stored.
struct FetchError {
  enum class Kind : std::uint8_t {
    Usage,    ///< The request can never be answered so.
    Unknown,  ///< No source knows the symbol.
    NoBars,   ///< They know it, and have none in that range.
    Failed,   ///< A vendor, the network or the disk failed: another try may do.
    Stopped,  ///< The watcher said so.
  };
  Kind kind = Kind::Failed;
  std::string message;
};

/// Brings into the store of `home` what it lacks of `request`, from the first of `sources` that can
/// give it; one that has the series stored already comes before the others.
///
/// Asked for is only what the source has not answered before, and once more where the calendar has
/// a session without a bar. Each answer is durable before the next question, so that a process may
/// be killed at any moment and the next fetch goes on from there, to the same bytes. Bars that are
/// still running are not stored. A few bars next to what is stored are asked for along with it;
/// where they tell another scale, the source has restated its history and all of it is fetched
/// anew, beside the old one, which it replaces when it is complete.
std::expected<FetchedSeries, FetchError> fetch_series(const std::string& home,
                                                      const FetchRequest& request,
                                                      const std::vector<HistorySource>& sources,
                                                      const FetchWatch& watch);

}  // namespace tw::ingest
