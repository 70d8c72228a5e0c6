#include "sql/postgres_bulk.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "sql/libpq.hpp"
#include "sql/statement_text.hpp"

namespace tw::sql {
namespace {

constexpr std::size_t kSendAt = std::size_t{128} << 10;
constexpr std::string_view kSignature{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};

}  // namespace

PostgresBulk::PostgresBulk(PostgresSession& session, std::vector<PostgresColumn> columns,
                           Ended ended)
    : session_{session}, columns_{std::move(columns)}, ended_{std::move(ended)} {
  bytes_.reserve(kSendAt + 4096);
  bytes_ = kSignature;
}

Oid PostgresBulk::start_cell() {
  if (column_ == 0) append_u16(bytes_, static_cast<std::uint16_t>(columns_.size()));
  return columns_[column_].oid;
}

void PostgresBulk::end_cell() {
  if (++column_ < columns_.size()) return;
  column_ = 0;
  if (bytes_.size() >= kSendAt) send();
}

void PostgresBulk::refuse(std::string_view given) {
  if (!error_) {
    error_ = Error{Reason::BadValue,
                   "column '" + columns_[column_].name + "' cannot hold " + std::string{given}};
  }
  append_u32(bytes_, 0xFFFFFFFF);
}

void PostgresBulk::null() {
  start_cell();
  append_u32(bytes_, 0xFFFFFFFF);
  end_cell();
}

void PostgresBulk::integer(std::int64_t value) {
  switch (start_cell()) {
    case Oid::Int8:
      append_u32(bytes_, 8);
      append_u64(bytes_, static_cast<std::uint64_t>(value));
      break;
    case Oid::Int4:
      if (value != static_cast<std::int32_t>(value)) {
        refuse("an integer of more than 32 bits");
        break;
      }
      append_u32(bytes_, 4);
      append_u32(bytes_, static_cast<std::uint32_t>(value));
      break;
    case Oid::Int2:
      if (value != static_cast<std::int16_t>(value)) {
        refuse("an integer of more than 16 bits");
        break;
      }
      append_u32(bytes_, 2);
      append_u16(bytes_, static_cast<std::uint16_t>(value));
      break;
    case Oid::Float8:
      append_u32(bytes_, 8);
      append_u64(bytes_, std::bit_cast<std::uint64_t>(static_cast<double>(value)));
      break;
    default:
      refuse("an integer");
  }
  end_cell();
}

void PostgresBulk::real(double value) {
  if (start_cell() != Oid::Float8) {
    refuse("a double");
  } else if (std::isnan(value)) {
    refuse("NaN, which SQLite would turn into null; give a null instead");
  } else {
    append_u32(bytes_, 8);
    append_u64(bytes_, std::bit_cast<std::uint64_t>(value));
  }
  end_cell();
}

void PostgresBulk::text(std::string_view value) {
  const Oid oid = start_cell();
  if (oid != Oid::Text && oid != Oid::VarChar) {
    refuse("text");
  } else if (!is_storable_text(value)) {
    refuse("text that has a NUL byte or is not UTF-8; keep it as a blob");
  } else {
    append_u32(bytes_, static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  end_cell();
}

void PostgresBulk::blob(std::string_view bytes) {
  if (start_cell() != Oid::Bytea) {
    refuse("bytes");
  } else {
    append_u32(bytes_, static_cast<std::uint32_t>(bytes.size()));
    bytes_ += bytes;
  }
  end_cell();
}

void PostgresBulk::send() {
  // After an error the rest is only counted off; nothing more need travel.
  while (!error_) {
    if (session_.get() == nullptr) {
      error_ = session_.lost();
      break;
    }
    const int state =
        libpq().putCopyData(session_.get(), bytes_.data(), static_cast<int>(bytes_.size()));
    if (state < 0) error_ = session_.lost();
    const auto flushed = error_ ? std::expected<void, Error>{} : session_.flush();
    if (!flushed) error_ = flushed.error();
    if (state > 0) break;
  }
  bytes_.clear();
}

std::expected<std::int64_t, Error> PostgresBulk::end_copy(const char* complaint) {
  if (session_.get() == nullptr) return std::unexpected{session_.lost()};
  while (true) {
    const int state = libpq().putCopyEnd(session_.get(), complaint);
    if (state < 0) return std::unexpected{session_.lost()};
    if (const auto flushed = session_.flush(); !flushed) return std::unexpected{flushed.error()};
    if (state > 0) break;
  }
  const auto result = session_.finish();
  if (!result) return std::unexpected{result.error()};
  return std::strtoll(libpq().cmdTuples(result->get()), nullptr, 10);
}

std::expected<std::int64_t, Error> PostgresBulk::finish() {
  if (!error_ && column_ != 0) {
    error_ = Error{Reason::Syntax, "the last row of a bulk is not whole"};
  }
  append_u16(bytes_, 0xFFFF);
  send();
  if (error_) {
    abandon();
    return std::unexpected{*error_};
  }
  auto rows = end_copy(nullptr);
  const auto ended = ended_(rows.has_value());
  if (rows && !ended) return std::unexpected{ended.error()};
  return rows;
}

void PostgresBulk::abandon() {
  static_cast<void>(end_copy("given up"));
  static_cast<void>(ended_(false));
}

}  // namespace tw::sql
