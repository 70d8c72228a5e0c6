#pragma once

#include <expected>
#include <string>
#include <vector>

#include "ingest/fetch.hpp"
#include "ingest/placed_history.hpp"
#include "ingest/restatement.hpp"

namespace tw::ingest {

/// One series of one source on its way into the store: what is behind `fetch_series`.
class SeriesFetch {
 public:
  SeriesFetch(const std::string& home, const FetchRequest& request, const HistorySource& source,
              const FetchWatch& watch);

  std::expected<FetchedSeries, FetchError> result();
  /// Returns true when a vendor's refusal, not the request or the disk, ended it.
  bool was_refused() const { return was_refused_; }

 private:
  enum class End : std::uint8_t { Complete, Restated };
  using Filled = std::expected<End, FetchError>;

  /// Asks for what `key` lacks of `wanted`, then once more for sessions without a bar.
  Filled fill(const store::BarKey& key, store::Stretch wanted);
  Filled ask_all(const store::BarKey& key, const std::vector<store::Stretch>& questions,
                 bool is_second);
  Filled ask(const store::BarKey& key, store::Stretch question, bool is_second);
  /// Takes in an answer with or without bars.
  Filled take(const store::BarKey& key, store::Stretch question, const vendor::History& history,
              bool is_second);
  /// Fetches all of the series beside the stored one, and puts it in its place.
  std::expected<void, FetchError> renew();
  std::expected<void, FetchError> put_in_place(const store::MappedBars& next);
  std::expected<void, FetchError> keep_vintage(const store::MappedBars& stored);

  std::expected<void, FetchError> keep_set_aside(std::vector<QuarantinedBar> rows);
  std::expected<std::optional<store::MappedBars>, FetchError> stored(const store::BarKey& key);
  std::expected<FetchedSeries, FetchError> described();
  FetchError nothing_found();
  store::Stretch clamped(store::Stretch wanted);
  void count(const store::MergeTally& tally);

  // Constant after construction.
  const std::string& home_;
  const FetchRequest& request_;
  const HistorySource& source_;
  const FetchWatch& watch_;
  store::BarKey key_;
  store::BarKey next_;  ///< Of the vintage that is being fetched.
  Duration span_;

  // Moves with every question.
  store::BarStore store_;
  std::optional<CalendarKind> calendar_;
  store::Provenance pending_;  ///< Answers without bars, of a series that has none yet.
  FetchedSeries fetched_;
  FetchStep step_;
  bool was_refused_ = false;
};

}  // namespace tw::ingest
