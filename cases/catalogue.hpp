/// The catalogue: functions on which gradients or values go wrong, their repaired forms, and controls that must stay
/// quiet. One file for each family; a new family is one declaration here and one line in catalogue.cpp.
#pragma once
#include <string_view>
#include <vector>

#include "clino/case.hpp"

namespace clino {

/// Every case, families in the order of catalogue.cpp. Names are unique.
const std::vector<Case>& catalogue();
/// The case with that name, or null.
const Case* find_case(std::string_view name);

namespace cases {
std::vector<Case> seed();            ///< the eight systems the project started from
std::vector<Case> overflow();        ///< an intermediate leaves the range on the way
std::vector<Case> cancellation();    ///< digits lost to a subtraction
std::vector<Case> removable();       ///< 0/0 at a point where the function is smooth
std::vector<Case> nonsmooth();       ///< kinks, ties, steps and constant branches
std::vector<Case> edges();           ///< infinite local slopes and masks over them
std::vector<Case> activations();     ///< activation functions of neural networks
std::vector<Case> losses();          ///< loss functions
std::vector<Case> normalisation();   ///< norms, distances and what divides by them
std::vector<Case> reductions();      ///< sums, products, means, softmax weights
std::vector<Case> linear_algebra();  ///< small matrices and complex numbers
std::vector<Case> geometry();        ///< points, angles, cameras
std::vector<Case> rotations();       ///< exponential and logarithm maps, quaternions
std::vector<Case> differences();     ///< differences at neighbouring arguments, polynomials, recurrences
std::vector<Case> probability();     ///< densities, tails, distances between distributions
std::vector<Case> finance();         ///< prices, rates, volatilities
std::vector<Case> physics();         ///< mechanics, heat, matter
std::vector<Case> branches();        ///< guards, masks and switches
std::vector<Case> layers();          ///< layers and losses of whole vectors
std::vector<Case> norms();           ///< norms of whole vectors, layers that divide by them
std::vector<Case> poses();           ///< rotations, cameras, reprojection, as their programs compute them
std::vector<Case> models();          ///< Cholesky factors and what is computed with them
std::vector<Case> second_order();    ///< gradients of gradients
std::vector<Case> controls();        ///< sound programs, and what gradient checkers stumble over
}  // namespace cases

}  // namespace clino
