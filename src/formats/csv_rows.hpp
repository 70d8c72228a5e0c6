#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/csv_bars.hpp"
#include "formats/csv_layout.hpp"
#include "formats/zone.hpp"

namespace tw::formats {

/// Turns the rows of one text into columns; each row is kept or quarantined.
///
/// Two ways through a row: a quick one for plain digits and ISO dates, and a patient one that
/// knows every form and says what is wrong. The quick one never judges, it only gives up.
class CsvRows {
 public:
  CsvRows(std::string_view text, const CsvLayout& layout, Zone zone, DateOrder order,
          bool is_newest_first);

  void read_all();

  // What was read, in the order of the file. `wall` is empty while it equals `table.start`.
  BarTable table;
  std::vector<std::int64_t> wall;
  std::vector<std::uint32_t> lines;
  std::vector<QuarantinedRow> quarantined;
  CsvTally tally;
  bool has_time = false;

 private:
  /// One row's values, raw. `at` is UTC, `wall` what the clock of the file showed.
  struct Row {
    std::int64_t at = 0;
    std::int64_t wall = 0;
    std::int64_t open = 0;
    std::int64_t high = 0;
    std::int64_t low = 0;
    std::int64_t close = 0;
    std::int64_t adjusted = 0;
    std::int64_t volume = 0;
    std::uint32_t rounded = 0;
    bool has_time = false;
    bool is_volume_blank = false;
    bool is_adjusted_blank = false;
  };
  /// Rows on their way into the columns: one bulk append instead of eight small ones a row.
  struct Block {
    static constexpr std::size_t kRows = 256;
    std::size_t size = 0;
    std::array<std::int64_t, kRows> at, wall, open, high, low, close, adjusted, volume;
    std::array<std::uint32_t, kRows> line;
  };
  struct Fault {
    RowFault fault;
    std::size_t column;
  };
  static constexpr std::size_t kNoColumn = SIZE_MAX;

  bool read_quickly(const char*& at, const char* limit);
  const char* quick_stamp(const char* at, const char* limit, Row& row);
  void read_patiently(std::size_t& offset);
  std::optional<Fault> read_fields(Row& row);
  std::optional<Fault> read_stamp(std::size_t column, Row& row);
  std::optional<Fault> read_value(std::size_t column, CsvRole role, Row& row);
  std::optional<Fault> check(const Row& row);
  std::optional<Fault> check_order(const Row& row);
  /// Returns false where the zone's clocks skip the row's time.
  bool place_in_utc(const Stamp& stamp, Row& row);
  void keep(const Row& row);
  void set_aside(Fault fault, std::string_view row_text);
  void flush();
  std::size_t column_of(CsvRole role) const;

  // Constant after construction.
  std::string_view text_;
  const CsvLayout& layout_;
  DateOrder order_;
  bool is_newest_first_;
  bool has_adjusted_;
  bool can_be_quick_;

  // Moves with every row.
  Zone zone_;
  std::size_t line_ = 0;
  std::int64_t last_at_ = 0;
  bool has_last_ = false;
  CsvRow fields_;
  std::string stamp_text_;
  Block block_;

  // The day that the last quick stamp named: rows of one day spell it alike.
  std::array<char, 10> day_text_{};
  std::int64_t day_ns_ = 0;
};

}  // namespace tw::formats
