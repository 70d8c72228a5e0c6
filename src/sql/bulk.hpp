#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>

#include "sql/error.hpp"
#include "sql/parameter.hpp"

namespace tw::sql {

/// What an engine does for a `Bulk`. Cells come row by row in the order of the columns.
class BulkDriver {
 public:
  virtual ~BulkDriver() = default;
  virtual void null() = 0;
  virtual void integer(std::int64_t value) = 0;
  virtual void real(double value) = 0;
  virtual void text(std::string_view value) = 0;
  virtual void blob(std::string_view bytes) = 0;
  virtual std::expected<std::int64_t, Error> finish() = 0;
  /// Takes everything back. Called unless `finish` was.
  virtual void abandon() = 0;
};

/// Fills a table at the engine's own bulk speed: COPY in binary form, or one prepared statement in
/// one transaction. Give each row's cells in the order of the columns, then `finish`.
///
/// All or nothing: without `finish`, or after its error, no row was added. Inside a transaction the
/// rows are part of it. Errors are kept and told by `finish`, so that the loop stays plain.
/// Thread: the connection is not to be used meanwhile.
class Bulk {
 public:
  explicit Bulk(std::unique_ptr<BulkDriver> driver) : driver_{std::move(driver)} {}
  ~Bulk() {
    if (driver_) driver_->abandon();
  }
  Bulk(Bulk&&) noexcept = default;
  Bulk& operator=(Bulk&&) = delete;

  /// Adds the next cell of the row.
  void add(const Parameter& value) {
    if (value.is_null()) return driver_->null();
    switch (value.type()) {
      case Type::Null:
        return driver_->null();
      case Type::Int64:
        return driver_->integer(value.integer());
      case Type::Double:
        return driver_->real(value.real());
      case Type::Text:
        return driver_->text(value.bytes());
      case Type::Bytes:
        return driver_->blob(value.bytes());
    }
  }
  /// Adds a whole row.
  template <class... Ts>
  void row(const Ts&... values) {
    (add(Parameter{values}), ...);
  }
  /// Ends the filling; returns how many rows were added.
  std::expected<std::int64_t, Error> finish() {
    const auto driver = std::move(driver_);
    return driver->finish();
  }

 private:
  std::unique_ptr<BulkDriver> driver_;
};

}  // namespace tw::sql
