#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "lab/checkpoint.hpp"

namespace tw::lab {

/// The pieces of work that an earlier run left behind, and the place where new ones go; or neither,
/// where nobody asked for that.
///
/// The file stays when the work is done: whoever has made use of its result calls
/// `forget_kept_work`, so that a kill in between costs nothing either.
class KeptWork {
 public:
  /// Opens `path` as `Checkpoint::open` does; an empty `path` keeps nothing.
  /// Errors: throws `std::runtime_error` with one line.
  KeptWork(const std::string& path, const std::string& key, const Checkpoint::OnRecord& on_record);

  /// Returns how many pieces there are, those found included.
  std::uint64_t pieces() const { return file_ ? file_->records() : 0; }
  /// Errors: throws `std::runtime_error` with one line when it cannot be written.
  void add(std::string_view piece);

 private:
  std::optional<Checkpoint> file_;
};

/// Removes the file, and what belongs to it, of work whose result is safe; an empty path is none.
/// What is no checkpoint is left alone.
void forget_kept_work(const std::string& path);

/// Returns where a search keeps what leads to the points of the sweep kept at `path`.
std::string search_file_of(const std::string& path);

/// The bytes of a value, as a piece of work is kept.
template <class T>
std::string_view bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// Returns the value whose bytes were kept; nothing when they are of another size.
template <class T>
std::optional<T> value_of(std::string_view bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() != sizeof(T)) return std::nullopt;
  T value;
  bytes.copy(reinterpret_cast<char*>(&value), sizeof value);
  return value;
}

}  // namespace tw::lab
