#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>

#include "market/bar_series.hpp"
#include "market/instrument.hpp"
#include "store/file.hpp"
#include "store/provenance.hpp"

namespace tw::store {

/// Which bars a file holds. Symbol, timeframe and source name it.
struct BarKey {
  std::string symbol;
  Timeframe timeframe;
  std::string source;  ///< Who said so: "csv", "vega".

  friend bool operator==(const BarKey&, const BarKey&) = default;
};

/// A bar file, mapped read-only: every reader shares the one copy that the system keeps.
///
/// Owns: the mapping; views of `series()` end with it. Since files are replaced by renaming and
/// never changed in place, a reader goes on seeing the file that it opened.
class MappedBars {
 public:
  /// How much is checked before anything is used: a list of files needs their footers only.
  enum class Check : std::uint8_t { Everything, Footer };

  /// Errors: missing, not a bar file, of a version that we do not know, cut short, or damaged.
  static std::expected<MappedBars, FileError> open(const std::string& path,
                                                   Check check = Check::Everything);

  MappedBars(MappedBars&& other) noexcept;
  MappedBars& operator=(MappedBars&& other) noexcept;
  ~MappedBars();

  const BarKey& key() const { return key_; }
  CalendarKind calendar() const { return calendar_; }
  const Provenance& provenance() const { return provenance_; }
  /// Returns the columns as they lie in the file, without a copy.
  BarSeries series(InstrumentId instrument) const;
  std::size_t size() const { return series_.size(); }
  /// Returns how large the file is.
  std::size_t bytes() const { return bytes_; }

 private:
  MappedBars() = default;

  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
  BarKey key_;
  CalendarKind calendar_ = CalendarKind::Nyse;
  Provenance provenance_;
  BarSeries series_;
};

/// Writes `bars` as the file `path`, all or nothing. The same bars of the same provenance give the
/// same bytes.
std::expected<void, FileError> write_bar_file(const std::string& path, const BarKey& key,
                                              CalendarKind calendar, const BarSeries& bars,
                                              const Provenance& provenance = {});

}  // namespace tw::store
