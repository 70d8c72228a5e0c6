#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "lab/kept_work.hpp"
#include "lab/spread.hpp"

namespace tw::lab {

/// Where the parts of a piece of work are kept, so that a killed run goes on where it was.
struct Keeping {
  std::string checkpoint;  ///< A file to resume from and to write to (`KeptWork`); empty is none.
  std::string key;         ///< Names everything that decides what a part is, the cut included.
};

/// How a part whose bytes say all of it is kept.
template <class Part>
struct PlainForm {
  static std::string text_of(const Part& part) { return std::string{bytes_of(part)}; }
  static Part part_of(std::string_view bytes) { return value_of<Part>(bytes).value_or(Part{}); }
};

/// Does `work` as `spread` does, and keeps each part; those that an earlier run has kept are taken
/// first, in their order, and not done again.
///
/// `Form` has `text_of(part)` and `part_of(bytes)`, which undoes it. `take` is told of each part
/// whether it was kept before: only what is done now says how fast the work goes.
/// Errors: those of `spread`; throws `std::runtime_error` with one line when the checkpoint cannot
/// be used or written.
template <class Form, class Work, class Take>
bool spread_kept(Spread how, const Keeping& keeping, const std::stop_token& stop, Work&& work,
                 Take&& take) {
  std::uint64_t found = 0;
  KeptWork kept{keeping.checkpoint, keeping.key,
                [&](std::string_view bytes) { take(how.at(found++), Form::part_of(bytes), true); }};
  how.first_chunk = kept.pieces();
  using Part = std::invoke_result_t<Work&, const Chunk&, unsigned>;
  return spread(how, stop, work, [&](const Chunk& chunk, Part&& part) {
    if (!keeping.checkpoint.empty()) kept.add(Form::text_of(part));
    take(chunk, std::move(part), false);
  });
}

}  // namespace tw::lab
