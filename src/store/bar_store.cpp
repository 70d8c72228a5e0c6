#include "store/bar_store.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <tuple>
#include <utility>

#include "core/nearest.hpp"
#include "market/label_range.hpp"
#include "store/descriptor.hpp"

namespace tw::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".bars";
constexpr std::size_t kFolderNameMax = 64;

std::unexpected<StoreError> error(StoreError::Kind kind, std::string message) {
  return std::unexpected{StoreError{kind, std::move(message)}};
}

std::unexpected<StoreError> failed(const FileError& file_error) {
  return error(StoreError::Kind::Failed, file_error.message);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '^' || c == '=';
}

std::string shown(const BarKey& key) {
  return "'" + key.symbol + "' " + to_string(key.timeframe) + " of source '" + key.source + "'";
}

/// Waits for its turn to write; the turn ends with the returned descriptor.
std::expected<Descriptor, StoreError> take_turn(const std::string& folder) {
  const std::string path = folder + "/lock";
  Descriptor lock{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
  int done = lock ? 0 : -1;
  while (lock && (done = ::flock(lock.get(), LOCK_EX)) != 0 && errno == EINTR) {
  }
  if (done != 0) {
    return error(StoreError::Kind::Failed, "cannot lock '" + path + "': " + std::strerror(errno) +
                                               "; choose a folder that is writable with --home");
  }
  return lock;
}

/// Removes what a writer left that was killed. Requires the turn.
void sweep(const std::string& folder) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator{folder, ignored}) {
    const std::string name = entry.path().filename().string();
    if (name.find(std::string{kEnding} + ".part") != std::string::npos) {
      fs::remove(entry.path(), ignored);
    }
  }
}

/// Returns the names of the entries of `folder` in order; of none when it is not there.
std::vector<std::string> entries_of(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator{folder, ignored}) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

/// What a bar file's name says of it, source as `file_name_of` spells it.
struct NamedFile {
  std::string name;
  std::string timeframe;
  std::string source;
};

std::optional<NamedFile> parse_name(const std::string& name) {
  const std::size_t dot = name.find('.');
  if (!name.ends_with(kEnding) || dot + kEnding.size() >= name.size()) return std::nullopt;
  return NamedFile{name, name.substr(0, dot),
                   name.substr(dot + 1, name.size() - kEnding.size() - dot - 1)};
}

bool fits(const NamedFile& file, const BarQuery& query) {
  return (!query.timeframe || file.timeframe == to_string(*query.timeframe)) &&
         (query.source ? file.source == file_name_of(*query.source)
                       : !is_vintage(text_of_file_name(file.source)));
}

StoredBars described(const std::string& path) {
  StoredBars stored{.path = path};
  const auto bars = MappedBars::open(path, MappedBars::Check::Footer);
  if (!bars) {
    stored.fault = bars.error().message;
    return stored;
  }
  const BarSeries series = bars->series({});
  stored.key = bars->key();
  stored.calendar = bars->calendar();
  stored.provenance = bars->provenance();
  stored.rows = series.size();
  stored.bytes = bars->bytes();
  if (!series.empty()) {
    stored.first = label_text(series, 0);
    stored.last = label_text(series, series.size() - 1);
  }
  return stored;
}

std::optional<StoreError> refuse_key(const BarKey& key) {
  const auto refused = [](std::string_view what, const std::string& text) {
    return StoreError{
        StoreError::Kind::Refused,
        "the " + std::string{what} + " '" + text + "' cannot be kept: it needs 1 to 64 characters"};
  };
  const auto is_bad = [](const std::string& text) {
    return text.empty() || text.size() > kFolderNameMax;
  };
  if (is_bad(key.symbol)) return refused("symbol", key.symbol);
  if (is_bad(key.source)) return refused("source", key.source);
  return std::nullopt;
}

}  // namespace

std::string vintage_of(std::string_view source, Date as_of) {
  return std::string{source} + '@' + to_string(as_of);
}

bool is_vintage(std::string_view source) { return source.find('@') != std::string_view::npos; }

std::string file_name_of(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string name;
  for (const char c : text) {
    if (is_plain(c) || (c == '.' && !name.empty())) {
      name += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      name += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return name;
}

std::string text_of_file_name(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = name.data() + i + 1;
    const bool is_escape = name[i] == '%' && i + 2 < name.size() &&
                           std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    text += is_escape ? static_cast<char>(byte) : name[i];
    i += is_escape ? 2 : 0;
  }
  return text;
}

std::string BarStore::path_of(const BarKey& key) const {
  return folder_ + "/" + file_name_of(key.symbol) + "/" + to_string(key.timeframe) + "." +
         file_name_of(key.source) + std::string{kEnding};
}

std::expected<Descriptor, StoreError> BarStore::begin_writing(const BarKey& key) {
  if (const auto refused = refuse_key(key)) return std::unexpected{*refused};
  const std::string folder = fs::path{path_of(key)}.parent_path().string();
  if (const auto made = make_folders(folder); !made) return failed(made.error());
  auto turn = take_turn(folder_);
  if (turn) sweep(folder);
  return turn;
}

std::expected<MergeTally, StoreError> BarStore::put(const BarKey& key, CalendarKind calendar,
                                                    const BarSeries& bars, const Provenance& said) {
  const auto turn = begin_writing(key);
  if (!turn) return std::unexpected{turn.error()};
  const std::string path = path_of(key);
  MergeTally tally;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    tally.added = bars.size();
    if (bars.empty()) return tally;
    const auto written = write_bar_file(path, key, calendar, bars, said);
    if (!written) return failed(written.error());
    return tally;
  }
  const auto stored = MappedBars::open(path);
  if (!stored) return failed(stored.error());
  if (stored->calendar() != calendar) {
    return error(StoreError::Kind::Refused,
                 shown(key) +
                     " is kept on another calendar: import with the same --calendar, or"
                     " under another --source");
  }
  const PriceBasis basis = stored->provenance().basis;
  if (basis != PriceBasis::Unknown && said.basis != PriceBasis::Unknown && basis != said.basis) {
    return error(StoreError::Kind::Refused,
                 shown(key) + " is kept with prices of basis '" + std::string{to_string(basis)} +
                     "', which do not mix with '" + std::string{to_string(said.basis)} +
                     "': keep them under another --source");
  }
  const BarTable table = merged(stored->series({}), bars, tally);
  const Provenance provenance = joined(stored->provenance(), said);
  const bool is_news = tally.added > 0 || tally.changed > 0 || provenance != stored->provenance();
  if (!is_news) return tally;
  const auto written = write_bar_file(path, key, calendar, table.view({}), provenance);
  if (!written) return failed(written.error());
  return tally;
}

std::expected<void, StoreError> BarStore::replace(const BarKey& key, CalendarKind calendar,
                                                  const BarSeries& bars,
                                                  const Provenance& provenance) {
  const auto turn = begin_writing(key);
  if (!turn) return std::unexpected{turn.error()};
  const auto written = write_bar_file(path_of(key), key, calendar, bars, provenance);
  if (!written) return failed(written.error());
  return {};
}

std::expected<void, StoreError> BarStore::remove(const BarKey& key) {
  const auto turn = begin_writing(key);
  if (!turn) return std::unexpected{turn.error()};
  std::error_code problem;
  fs::remove(path_of(key), problem);
  if (problem) {
    return error(StoreError::Kind::Failed,
                 "cannot remove '" + path_of(key) + "': " + problem.message());
  }
  return {};
}

std::expected<std::optional<MappedBars>, StoreError> BarStore::find(const BarKey& key) const {
  std::error_code ignored;
  if (!fs::exists(path_of(key), ignored)) return std::optional<MappedBars>{};
  auto bars = MappedBars::open(path_of(key));
  if (!bars) return failed(bars.error());
  return std::optional{std::move(*bars)};
}

std::vector<StoredBars> BarStore::list() const {
  std::vector<StoredBars> all;
  for (const std::string& symbol : entries_of(folder_)) {
    const fs::path folder = fs::path{folder_} / symbol;
    for (const std::string& name : entries_of(folder.string())) {
      if (name.ends_with(kEnding)) all.push_back(described((folder / name).string()));
    }
  }
  std::ranges::sort(all, {}, [](const StoredBars& bars) {
    return std::tuple{bars.key.symbol, bars.key.timeframe, bars.key.source};
  });
  return all;
}

std::vector<std::string> BarStore::sources_of(const std::string& symbol,
                                              Timeframe timeframe) const {
  std::vector<std::string> sources;
  for (const std::string& name : entries_of(folder_ + "/" + file_name_of(symbol))) {
    const auto file = parse_name(name);
    if (!file || file->timeframe != to_string(timeframe)) continue;
    sources.push_back(text_of_file_name(file->source));
  }
  std::ranges::sort(sources);
  return sources;
}

StoreError BarStore::missing(const BarQuery& query) const {
  std::string line = "there are no bars of '" + query.symbol + "'";
  if (query.timeframe) line += " of timeframe " + to_string(*query.timeframe);
  if (query.source) line += " of source '" + *query.source + "'";
  std::vector<std::string> symbols = entries_of(folder_);
  for (std::string& symbol : symbols) symbol = text_of_file_name(symbol);
  const std::vector<std::string_view> known{symbols.begin(), symbols.end()};
  const auto meant = nearest(query.symbol, known);
  line += meant && *meant != query.symbol
              ? "; did you mean '" + std::string{*meant} + "'?"
              : "; see 'tradewind data list', or bring some in with 'tradewind data import FILE'";
  return {StoreError::Kind::Missing, line};
}

std::expected<MappedBars, StoreError> BarStore::get(const BarQuery& query) const {
  const std::string folder = folder_ + "/" + file_name_of(query.symbol);
  std::vector<NamedFile> found;
  for (const std::string& name : entries_of(folder)) {
    if (const auto file = parse_name(name); file && fits(*file, query)) found.push_back(*file);
  }
  if (found.empty()) return std::unexpected{missing(query)};
  const auto is_daily = [](const NamedFile& file) { return file.timeframe == to_string(kDaily); };
  if (!query.timeframe && std::ranges::any_of(found, is_daily)) {
    std::erase_if(found, [&](const NamedFile& file) { return !is_daily(file); });
  }
  if (found.size() > 1) {
    std::string choices;
    for (const NamedFile& file : found) {
      choices += (choices.empty() ? "" : ", ") + file.timeframe + " of " + file.source;
    }
    return error(StoreError::Kind::Ambiguous, "'" + query.symbol + "' has several kinds of bars (" +
                                                  choices +
                                                  "): say which with --timeframe and --source");
  }
  auto bars = MappedBars::open(folder + "/" + found.front().name);
  if (!bars) return failed(bars.error());
  return std::move(*bars);
}

}  // namespace tw::store
