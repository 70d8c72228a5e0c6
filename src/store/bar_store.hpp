#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/bar_file.hpp"
#include "store/descriptor.hpp"
#include "store/merged.hpp"

namespace tw::store {

/// What the store has of one symbol, timeframe and source.
struct StoredBars {
  BarKey key;
  CalendarKind calendar = CalendarKind::Nyse;
  std::size_t rows = 0;
  std::string first;  ///< Labels: session dates, or starts in ISO 8601 UTC.
  std::string last;
  Provenance provenance;
  std::uint64_t bytes = 0;
  std::string path;
  std::string fault;  ///< What is wrong with the file; then only `path` is known of it.
};

/// One line for a person: what the store could not do and the remedy.
struct StoreError {
  enum class Kind : std::uint8_t {
    Missing,    ///< No bars of that name.
    Ambiguous,  ///< More than one kind of bars fits; say which.
    Refused,    ///< The request cannot be right, such as an empty symbol.
    Failed,     ///< The system refused, or a file is damaged.
  };
  Kind kind{};
  std::string message;
};

/// Which bars a reader wants. What is left out is settled when only one fits; an earlier vintage
/// is taken only when its source is named.
struct BarQuery {
  std::string symbol;
  std::optional<Timeframe> timeframe;  ///< Left out: daily where there are some.
  std::optional<std::string> source;
};

/// The source under which the bars of `source` stand that were replaced on learning that it had
/// restated its history: "yahoo@2026-11-26", by the day that they are of.
std::string vintage_of(std::string_view source, Date as_of);

/// Returns true for the source of an earlier vintage, or of one that is not complete.
bool is_vintage(std::string_view source);

/// The bars kept in one home: `<home>/bars/<symbol>/<timeframe>.<source>.bars`.
///
/// Files appear by renaming, so readers need no lock and never see half of one; writers take turns
/// by a lock on `<home>/bars/lock`. A process that is killed leaves the store as it was before.
class BarStore {
 public:
  /// Touches nothing until bars are put or asked for.
  explicit BarStore(std::string home) : folder_{std::move(home) + "/bars"} {}

  /// Merges `bars` into what is there under `key` (`merged`), and `said` into what is known of it
  /// (`joined`). Without any bar nothing is kept. Errors: nothing is changed.
  std::expected<MergeTally, StoreError> put(const BarKey& key, CalendarKind calendar,
                                            const BarSeries& bars, const Provenance& said = {});
  /// Makes `bars` all that there is under `key`. Errors: nothing is changed.
  std::expected<void, StoreError> replace(const BarKey& key, CalendarKind calendar,
                                          const BarSeries& bars, const Provenance& provenance);
  /// Removes what is there under `key`, if anything.
  std::expected<void, StoreError> remove(const BarKey& key);
  /// Errors: Missing names the nearest symbol, Ambiguous the choices.
  std::expected<MappedBars, StoreError> get(const BarQuery& query) const;
  /// Opens the file of `key`; nothing when there is none. Errors: it is damaged.
  std::expected<std::optional<MappedBars>, StoreError> find(const BarKey& key) const;
  /// Returns the sources that have bars of a symbol and timeframe, by name; vintages too.
  std::vector<std::string> sources_of(const std::string& symbol, Timeframe timeframe) const;
  /// Returns what there is, by symbol, timeframe and source; damaged files too, with their fault.
  std::vector<StoredBars> list() const;

  /// Returns where the bars of `key` are, or will be.
  std::string path_of(const BarKey& key) const;

 private:
  StoreError missing(const BarQuery& query) const;
  /// Makes the folder of `key` and waits for the turn, which lasts as long as what it returns.
  std::expected<Descriptor, StoreError> begin_writing(const BarKey& key);

  std::string folder_;
};

/// Returns `text` as one part of a file's name: letters, digits, '-', '_', '^' and '=' stay, so
/// does a '.' inside; the rest becomes "%2F" and the like. No two texts give one name.
std::string file_name_of(std::string_view text);

/// Returns what `file_name_of` made this name of.
std::string text_of_file_name(std::string_view name);

}  // namespace tw::store
