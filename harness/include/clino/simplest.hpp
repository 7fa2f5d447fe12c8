/// The plainest number of a range: what a person would type to see a finding again.
#pragma once

namespace clino {

/// The number in [lo, hi] with the fewest significant decimal digits; among these the one nearest to 1 in magnitude.
/// Zero if it is in the range. Requires lo <= hi, both finite. The result is a binary64 number; round it to the format to use it.
double simplest_between(double lo, double hi);

}  // namespace clino
