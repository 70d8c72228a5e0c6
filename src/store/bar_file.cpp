#include "store/bar_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>
#include <xxhash.h>

#include "store/descriptor.hpp"

// The form of a bar file, all integers little-endian:
//
//   Header   8 bytes of magic, version, zeros: 16 bytes
//   columns  raw integers, each padded with zeros to 8 bytes
//   Footer   rows, timeframe, calendar, the columns' places and XXH3 checksums
//   names    symbol, then source; from version 2 on the provenance, to the end of the footer
//   Trailer  where the footer begins, its size with the names, their checksum, magic again
//
// A reader starts at the end, so a file that is cut short is known at once. See docs/data.md.

namespace tw::store {
namespace {

static_assert(std::endian::native == std::endian::little, "the columns are read as they lie");

constexpr std::array<char, 8> kMagic{'T', 'W', 'B', 'A', 'R', 'S', '\r', '\n'};
// A series that nobody said anything about is written as version 1, which has no room for it.
constexpr std::uint32_t kPlainVersion = 1;
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kNameMax = 255;
constexpr std::size_t kAlignment = 8;

struct Header {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t zero;
};

enum Column : std::uint32_t {
  kStart,
  kEnd,
  kSession,
  kOpen,
  kHigh,
  kLow,
  kClose,
  kVolume,
  kAdjustedClose,
  kColumns,
};

/// Where a column lies; `bytes` is zero for one that the file does not have.
struct Place {
  std::uint64_t offset;
  std::uint64_t bytes;
  std::uint64_t checksum;
};

struct Footer {
  std::uint64_t rows;
  std::uint32_t timeframe_unit;
  std::int32_t timeframe_count;
  std::uint32_t calendar;
  std::uint32_t columns;
  std::array<Place, kColumns> places;
  std::uint32_t symbol_bytes;
  std::uint32_t source_bytes;
};

struct Trailer {
  std::uint64_t footer_offset;
  std::uint64_t footer_bytes;
  std::uint64_t footer_checksum;
  std::array<char, 8> magic;
};

static_assert(sizeof(Header) == 16);
static_assert(sizeof(Footer) == 24 + kColumns * 24 + 8);
static_assert(sizeof(Trailer) == 32);

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <class T>
std::string_view bytes_of(std::span<const T> column) {
  return {reinterpret_cast<const char*>(column.data()), column.size_bytes()};
}

template <class T>
T read_as(std::string_view bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::array<std::string_view, kColumns> columns_of(const BarSeries& bars) {
  return {bytes_of(bars.start), bytes_of(bars.end),    bytes_of(bars.session),
          bytes_of(bars.open),  bytes_of(bars.high),   bytes_of(bars.low),
          bytes_of(bars.close), bytes_of(bars.volume), bytes_of(bars.adjusted_close)};
}

std::uint64_t row_bytes(std::uint32_t column) {
  return column == kSession ? sizeof(std::int32_t) : sizeof(std::int64_t);
}

/// What stands in a file, once everything about it has been checked.
struct Contents {
  Footer footer;
  std::string symbol;
  std::string source;
  Provenance provenance;
};

/// Checks a place against the file; a column may be absent when `is_optional`.
bool fits(const Place& place, std::uint32_t column, std::uint64_t rows, std::uint64_t end) {
  const bool is_optional = column == kEnd || column == kAdjustedClose;
  if (place.bytes == 0) return is_optional || rows == 0;
  return place.bytes == rows * row_bytes(column) && place.offset % kAlignment == 0 &&
         place.offset >= sizeof(Header) && place.offset <= end && place.bytes <= end - place.offset;
}

/// Returns the contents, or what is wrong with the file.
std::expected<Contents, std::string_view> read_contents(std::string_view file,
                                                        MappedBars::Check check) {
  constexpr std::string_view kDamaged = "is damaged: remove it and import its bars again";
  constexpr std::string_view kCutShort = "is cut short: remove it and import its bars again";
  if (file.size() < sizeof(Header) || std::memcmp(file.data(), kMagic.data(), kMagic.size()) != 0) {
    return std::unexpected{"is not a bar file"};
  }
  const std::uint32_t version = read_as<Header>(file, 0).version;
  if (version != kPlainVersion && version != kVersion) {
    return std::unexpected{"is of a version that this program does not know: use a newer one"};
  }
  if (file.size() < sizeof(Header) + sizeof(Footer) + sizeof(Trailer)) {
    return std::unexpected{kCutShort};
  }
  const std::size_t trailer_at = file.size() - sizeof(Trailer);
  const auto trailer = read_as<Trailer>(file, trailer_at);
  if (trailer.magic != kMagic) return std::unexpected{kCutShort};
  if (trailer.footer_offset > trailer_at || trailer.footer_bytes < sizeof(Footer) ||
      trailer.footer_bytes != trailer_at - trailer.footer_offset) {
    return std::unexpected{kDamaged};
  }
  const std::string_view footer_text = file.substr(trailer.footer_offset, trailer.footer_bytes);
  if (checksum(footer_text) != trailer.footer_checksum) return std::unexpected{kDamaged};
  Contents contents{
      .footer = read_as<Footer>(footer_text, 0), .symbol = {}, .source = {}, .provenance = {}};
  const Footer& footer = contents.footer;
  const std::uint64_t names = std::uint64_t{footer.symbol_bytes} + footer.source_bytes;
  const std::uint64_t texts = footer_text.size() - sizeof(Footer);
  if (footer.columns != kColumns || footer.timeframe_count < 1 ||
      footer.timeframe_unit > static_cast<std::uint32_t>(Timeframe::Unit::Month) ||
      footer.calendar > static_cast<std::uint32_t>(CalendarKind::Cme) ||
      footer.rows > file.size() || (version == kPlainVersion ? texts != names : texts < names)) {
    return std::unexpected{kDamaged};
  }
  for (std::uint32_t i = 0; i < kColumns; ++i) {
    const Place& place = footer.places[i];
    if (!fits(place, i, footer.rows, trailer.footer_offset)) return std::unexpected{kDamaged};
    if (check == MappedBars::Check::Everything &&
        checksum(file.substr(place.offset, place.bytes)) != place.checksum) {
      return std::unexpected{kDamaged};
    }
  }
  contents.symbol = footer_text.substr(sizeof(Footer), footer.symbol_bytes);
  contents.source = footer_text.substr(sizeof(Footer) + footer.symbol_bytes, footer.source_bytes);
  auto provenance = parse_provenance(footer_text.substr(sizeof(Footer) + names));
  if (!provenance) return std::unexpected{kDamaged};
  contents.provenance = std::move(*provenance);
  return contents;
}

template <class T>
std::span<const T> column_at(const char* file, const Place& place) {
  return {reinterpret_cast<const T*>(file + place.offset), place.bytes / sizeof(T)};
}

BarSeries series_at(const char* file, const Footer& footer) {
  const auto column = [&](Column which) {
    return column_at<std::int64_t>(file, footer.places[which]);
  };
  return {
      .timeframe = {static_cast<Timeframe::Unit>(footer.timeframe_unit), footer.timeframe_count},
      .start = column(kStart),
      .end = column(kEnd),
      .session = column_at<std::int32_t>(file, footer.places[kSession]),
      .open = column(kOpen),
      .high = column(kHigh),
      .low = column(kLow),
      .close = column(kClose),
      .volume = column(kVolume),
      .adjusted_close = column(kAdjustedClose)};
}

std::unexpected<FileError> refuse(const std::string& path, std::string_view reason) {
  return std::unexpected{FileError{"'" + path + "' " + std::string{reason}}};
}

}  // namespace

std::expected<MappedBars, FileError> MappedBars::open(const std::string& path, Check check) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat facts{};
  if (!file || ::fstat(file.get(), &facts) != 0) {
    return refuse(path, std::string{"cannot be read: "} + std::strerror(errno));
  }
  if (!S_ISREG(facts.st_mode) || facts.st_size == 0) return refuse(path, "is not a bar file");
  MappedBars bars;
  bars.bytes_ = static_cast<std::size_t>(facts.st_size);
  void* const memory = ::mmap(nullptr, bars.bytes_, PROT_READ, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) {
    return refuse(path, std::string{"cannot be mapped: "} + std::strerror(errno));
  }
  bars.memory_ = memory;
  const auto* const begin = static_cast<const char*>(memory);
  auto contents = read_contents({begin, bars.bytes_}, check);
  if (!contents) return refuse(path, contents.error());
  bars.series_ = series_at(begin, contents->footer);
  bars.calendar_ = static_cast<CalendarKind>(contents->footer.calendar);
  bars.key_ = {std::move(contents->symbol), bars.series_.timeframe, std::move(contents->source)};
  bars.provenance_ = std::move(contents->provenance);
  return bars;
}

MappedBars::MappedBars(MappedBars&& other) noexcept
    : memory_{std::exchange(other.memory_, nullptr)},
      bytes_{std::exchange(other.bytes_, 0)},
      key_{std::move(other.key_)},
      calendar_{other.calendar_},
      provenance_{std::move(other.provenance_)},
      series_{std::exchange(other.series_, {})} {}

MappedBars& MappedBars::operator=(MappedBars&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  std::swap(key_, other.key_);
  std::swap(calendar_, other.calendar_);
  std::swap(provenance_, other.provenance_);
  std::swap(series_, other.series_);
  return *this;
}

MappedBars::~MappedBars() {
  if (memory_ != nullptr) ::munmap(memory_, bytes_);
}

BarSeries MappedBars::series(InstrumentId instrument) const {
  BarSeries series = series_;
  series.instrument = instrument;
  return series;
}

std::expected<void, FileError> write_bar_file(const std::string& path, const BarKey& key,
                                              CalendarKind calendar, const BarSeries& bars,
                                              const Provenance& provenance) {
  if (key.symbol.size() > kNameMax || key.source.size() > kNameMax) {
    return refuse(path, "cannot be written: symbol and source have at most 255 bytes");
  }
  constexpr std::array<char, kAlignment> kPadding{};
  const Header header{kMagic, provenance.is_known() ? kVersion : kPlainVersion, 0};
  Footer footer{.rows = bars.size(),
                .timeframe_unit = static_cast<std::uint32_t>(key.timeframe.unit),
                .timeframe_count = key.timeframe.count,
                .calendar = static_cast<std::uint32_t>(calendar),
                .columns = kColumns,
                .places = {},
                .symbol_bytes = static_cast<std::uint32_t>(key.symbol.size()),
                .source_bytes = static_cast<std::uint32_t>(key.source.size())};
  std::vector<std::string_view> parts{bytes_of(header)};
  std::uint64_t offset = sizeof header;
  const auto columns = columns_of(bars);
  for (std::uint32_t i = 0; i < kColumns; ++i) {
    footer.places[i] = {offset, columns[i].size(), checksum(columns[i])};
    const std::size_t padding = (kAlignment - columns[i].size() % kAlignment) % kAlignment;
    parts.push_back(columns[i]);
    parts.emplace_back(kPadding.data(), padding);
    offset += columns[i].size() + padding;
  }
  std::string footer_text{bytes_of(footer)};
  footer_text += key.symbol + key.source + to_text(provenance);
  const Trailer trailer{offset, footer_text.size(), checksum(footer_text), kMagic};
  parts.emplace_back(footer_text);
  parts.push_back(bytes_of(trailer));
  return write_atomically(path, parts);
}

}  // namespace tw::store
