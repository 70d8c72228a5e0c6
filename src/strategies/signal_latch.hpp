#pragma once

namespace tw::strategies {

/// Lets each spell of a signal be taken once, so that a stop that was hit is not undone by the next
/// bar of the same spell.
///
/// A signal is 1 for up, -1 for down, 0 for none.
class SignalLatch {
 public:
  /// Returns whether `signal` may be taken now; whoever does so says `take`.
  bool is_open(int signal) {
    if (signal != taken_) taken_ = 0;
    return signal != 0 && taken_ == 0;
  }
  void take(int signal) { taken_ = signal; }

 private:
  int taken_ = 0;
};

}  // namespace tw::strategies
