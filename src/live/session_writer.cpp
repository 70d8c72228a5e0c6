#include "live/session_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>

#include "live/tape.hpp"
#include "store/session_tables.hpp"

namespace tw::live {
namespace {

using store::JournalRecord;

constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();

std::unexpected<std::string> failed(const sql::Error& error) {
  return std::unexpected{error.message};
}

/// Takes one record into the projection, which begins with the session's opening.
std::expected<void, std::string> take(std::unique_ptr<Projection>& projection,
                                      const std::string& run, const JournalRecord& record) {
  if (!projection) {
    const bool is_opening =
        record.kind == static_cast<std::uint16_t>(formats::RecordKind::Opening) &&
        record.version == formats::kRecordVersion;
    const auto opening = is_opening ? formats::decode_opening(record.payload) : std::nullopt;
    if (!opening) {
      return std::unexpected{"session '" + run +
                             "' has no opening that this build reads; use the build that wrote it"};
    }
    auto made = Projection::of(run, *opening);
    if (!made) return std::unexpected{made.error()};
    projection = std::move(*made);
  }
  return projection->take(record);
}

}  // namespace

std::string session_name(const std::string& folder) {
  return std::filesystem::path{folder}.lexically_normal().filename().string();
}

SessionWriter::SessionWriter(std::string folder, std::uint64_t on_record, Open open,
                             Options options)
    : folder_{std::move(folder)},
      run_{session_name(folder_)},
      open_{std::move(open)},
      options_{std::move(options)},
      on_record_{on_record},
      tail_{folder_},
      thread_{[this](const std::stop_token& stop) { work(stop); }} {}

SessionWriter::~SessionWriter() {
  thread_.request_stop();
  changed_.notify_all();
}

SessionWriter::Status SessionWriter::status() const {
  const std::lock_guard lock{mutex_};
  return status_;
}

bool SessionWriter::wait_for(std::uint64_t sequence, std::chrono::milliseconds patience) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, patience, [&] { return status_.stored >= sequence; });
}

void SessionWriter::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto has_moved = step();
    tell(has_moved ? std::nullopt : std::optional{has_moved.error()});
    if (has_moved && *has_moved) continue;
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, stop, has_moved ? options_.pause : options_.retry,
                      [] { return false; });
  }
}

void SessionWriter::tell(std::optional<std::string> trouble) {
  const std::lock_guard lock{mutex_};
  status_.trouble = std::move(trouble);
}

/// Does one thing. Returns whether there may be more to do at once.
std::expected<bool, std::string> SessionWriter::step() {
  if (!database_ || database_->is_lost()) {
    if (auto connected = connect(); !connected) return std::unexpected{connected.error()};
  }
  if (!batch_) {
    const auto has_read = read_batch(options_.batch);
    if (!has_read || !*has_read) return has_read;
    batch_ = projection_->take_rows();
  }
  if (auto stored = store_batch(); !stored) return std::unexpected{stored.error()};
  return true;
}

/// Opens the database, and finds out what it holds: a commit may have gone through although the
/// connection went before it could say so.
std::expected<void, std::string> SessionWriter::connect() {
  database_.reset();
  auto opened = open_();
  if (!opened) return failed(opened.error());
  const auto stored = store::SessionTables{**opened}.last_sequence(run_);
  if (!stored) return failed(stored.error());
  database_ = std::move(*opened);
  if (batch_ && *stored == batch_->last_sequence) batch_.reset();
  const std::uint64_t ours =
      batch_ ? batch_->first_sequence - 1 : (projection_ ? projection_->last() : 0);
  const bool has_lost_some = *stored > std::exchange(on_record_, kAll);
  auto begun =
      *stored == ours ? std::expected<void, std::string>{} : begin_from(*stored, has_lost_some);
  if (!begun) database_.reset();
  return begun;
}

/// Reads what the tables hold already, without storing it again; what the journal has lost goes.
std::expected<void, std::string> SessionWriter::begin_from(std::uint64_t stored,
                                                           bool has_lost_some) {
  tail_ = store::JournalTail{folder_};
  projection_.reset();
  batch_.reset();
  if (has_lost_some) {
    const auto erased = store::SessionTables{*database_}.erase(run_);
    if (!erased) return failed(erased.error());
    return {};
  }
  while (!projection_ || projection_->last() < stored) {
    const std::uint64_t left = stored - (projection_ ? projection_->last() : 0);
    const auto has_read = read_batch(std::min<std::uint64_t>(left, options_.batch));
    if (!has_read) return std::unexpected{has_read.error()};
    if (!*has_read)
      return std::unexpected{"the journal in '" + folder_ + "' ends before its tables"};
    projection_->take_rows();
  }
  const std::lock_guard lock{mutex_};
  status_.stored = stored;
  return {};
}

std::expected<bool, std::string> SessionWriter::read_batch(std::size_t most) {
  std::expected<void, std::string> taken;
  const auto count = tail_.read_on(most, [&](const JournalRecord& record) {
    if (taken) taken = take(projection_, run_, record);
  });
  if (!count) return std::unexpected{count.error().message};
  if (!taken) return std::unexpected{taken.error()};
  return *count != 0;
}

std::expected<void, std::string> SessionWriter::store_batch() {
  store::SessionTables tables{*database_};
  const auto done = sql::in_transaction(*database_, [&] {
    auto added = tables.add(run_, *batch_);
    if (added && options_.before_commit) options_.before_commit();
    return added;
  });
  if (!done) {
    // Whatever it was, the next step looks at what the tables hold.
    database_.reset();
    return failed(done.error());
  }
  const std::uint64_t stored = batch_->last_sequence;
  batch_.reset();
  {
    const std::lock_guard lock{mutex_};
    status_.stored = stored;
  }
  changed_.notify_all();
  return {};
}

std::expected<void, sql::Error> rebuild(const store::Journal& journal, sql::Connection& database) {
  constexpr std::size_t kBatch = 10'000;
  using Answer = std::unexpected<sql::Error>;
  if (journal.damage()) {
    return Answer{sql::Error{sql::Reason::Damaged, journal.damage()->message()}};
  }
  const std::string run = session_name(journal.folder());
  std::unique_ptr<Projection> projection;
  store::SessionTables tables{database};
  auto transaction = database.begin();
  if (!transaction) return Answer{transaction.error()};
  if (const auto erased = tables.erase(run); !erased) return Answer{erased.error()};
  for (const JournalRecord& record : journal.records()) {
    if (auto taken = take(projection, run, record); !taken) {
      return Answer{sql::Error{sql::Reason::Refused, std::move(taken.error())}};
    }
    const bool is_full = record.sequence % kBatch == 0;
    if (!is_full && record.sequence != journal.records().size()) continue;
    if (const auto added = tables.add(run, projection->take_rows()); !added) {
      return Answer{added.error()};
    }
  }
  if (const auto done = transaction->commit(); !done) return Answer{done.error()};
  return {};
}

}  // namespace tw::live
