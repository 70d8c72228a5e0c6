#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "providers/router.hpp"

namespace tw::providers {

/// The way of one question past the vendors.
class Route {
 public:
  Route(Router& router, Router::Question question);

  /// Asks until somebody answers, nobody is left, or the deadline has come.
  std::expected<Sourced<Router::Erased>, Unanswered> run();

 private:
  using Erased = Router::Erased;

  struct Candidate {
    const Member* member = nullptr;
    bool is_done = false;                ///< Has said its last word on this question.
    std::optional<Timestamp> ready_at;   ///< Worth another try from then on.
    std::optional<std::size_t> said_at;  ///< Its place in `said_`.
  };
  /// One request: what came, or why it was not sent.
  struct Tried {
    std::optional<Sourced<Erased>> answer;
    vendor::Refusal refusal;
    std::optional<Timestamp> ready_at;
    bool was_sent = false;
    bool was_slow = false;  ///< It took more than half of its patience.
  };
  struct Race;

  void choose_candidates();
  bool suits(const Member& member);
  Tried try_once(const Member& member) const;
  /// Asks one vendor as often as it may be asked. Returns whether the question is settled.
  bool ask(Candidate& candidate);
  /// Asks the first two beside each other when the first is slow.
  bool race();
  void start(const Candidate& candidate, const std::shared_ptr<Race>& race) const;
  void note(Candidate& candidate, const Tried& tried);
  bool is_settled(const Tried& tried);
  bool pause_before(int attempt);
  Duration time_left() const;

  Router& router_;
  const Router::Question question_;
  const Timestamp deadline_;
  std::vector<Candidate> candidates_;
  std::vector<Said> said_;
  std::optional<Sourced<Erased>> answer_;
};

}  // namespace tw::providers
