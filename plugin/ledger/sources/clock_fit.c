/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clock_fit.h"

#include <math.h>

/* A delay that is that much longer or shorter than is usual is none: the copies do not belong
 * together (a retransmission: RFC 6298 2.4 waits a second, others 0.2 s), or a clock was set. */
#define OUTLIER_S 0.25
#define OUTLIER_DEVIATIONS 8.0

/* Clocks of computers are better than that. */
#define DRIFT_MAX 1e-3

/* A drift that moves the clock by less than that over the whole capture is not told. */
#define DRIFT_MIN_S 0.0005

#define S_PER_NS 1e-9
#define PPM 1e6

#define GOLDEN_RATIO_32 UINT32_C(0x9e3779b9)

enum { BINS = 16, DIRECTION_COUNT = 2, SLOPES_MIN = 3, PART_OF_SPAN = 8 };

/* A packet as a point: the difference of the clocks holds the delay of its way. */
struct point {
    double at; /* by the reference, from the middle */
    double difference;
    uint64_t hosts;
    bool is_forward;
    bool is_outward; /* from where the reference is to where the other is */
};

struct cloud {
    GArray *points; /* struct point */
    double span;
    double slope;
};

static struct point *point_at(const struct cloud *cloud, guint index)
{
    return &g_array_index(cloud->points, struct point, index);
}

/* What is left of the difference once the drift is taken off. */
static double level(const struct cloud *cloud, const struct point *point)
{
    return point->difference - cloud->slope * point->at;
}

static gint compare_doubles(gconstpointer a, gconstpointer b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

/* Sorts the values; 0 where there are none. */
static double median(GArray *values)
{
    g_array_sort(values, compare_doubles);
    return values->len > 0 ? g_array_index(values, double, values->len / 2) : 0;
}

static gint compare_pairs(gconstpointer a, gconstpointer b)
{
    const struct clock_pair *left = a, *right = b;

    return left->reference_ns < right->reference_ns ? -1 : left->reference_ns > right->reference_ns;
}

static gint compare_ways(gconstpointer a, gconstpointer b)
{
    const struct point *left = a, *right = b;

    if (left->hosts != right->hosts)
        return left->hosts < right->hosts ? -1 : 1;
    if (left->is_forward != right->is_forward)
        return left->is_forward ? -1 : 1;
    return left->at < right->at ? -1 : left->at > right->at;
}

static bool is_same_way(const struct point *left, const struct point *right)
{
    return left->hosts == right->hosts && left->is_forward == right->is_forward;
}

/* The end of the run of points that go the same way; they are sorted by it. */
static guint end_of_way(const struct cloud *cloud, guint first)
{
    guint end = first + 1;

    while (end < cloud->points->len && is_same_way(point_at(cloud, first), point_at(cloud, end)))
        end++;
    return end;
}

static guint end_of_hosts(const struct cloud *cloud, guint first)
{
    guint end = first + 1;

    while (end < cloud->points->len && point_at(cloud, first)->hosts == point_at(cloud, end)->hosts)
        end++;
    return end;
}

/* --- the drift --- */

static void add_slope(const struct cloud *cloud, double run, double rise, GArray *slopes)
{
    double slope;

    if (run <= 0 || run * PART_OF_SPAN < cloud->span)
        return;
    slope = rise / run;
    if (fabs(slope) < DRIFT_MAX)
        g_array_append_val(slopes, slope);
}

/* Theil and Sen: the median of the slopes, here of points half a run apart. */
static double rough_slope(const struct cloud *cloud)
{
    g_autoptr(GArray) slopes = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint first = 0, end; first < cloud->points->len; first = end) {
        guint half = ((end = end_of_way(cloud, first)) - first) / 2;

        for (guint i = first; half > 0 && i + half < end; i++) {
            const struct point *left = point_at(cloud, i), *right = point_at(cloud, i + half);

            add_slope(cloud, right->at - left->at, right->difference - left->difference, slopes);
        }
    }
    return slopes->len < SLOPES_MIN ? 0 : median(slopes);
}

/* The smallest delay of each stretch of the capture, one direction. */
struct bins {
    struct point best[BINS];
    bool is_filled[BINS];
};

static void fill_bins(const struct cloud *cloud, bool outward, struct bins *bins)
{
    double sign = outward ? 1 : -1;

    *bins = (struct bins){0};
    for (guint i = 0; i < cloud->points->len; i++) {
        const struct point *point = point_at(cloud, i);
        int bin = (int)((point->at / cloud->span + 0.5) * BINS);

        if (point->is_outward != outward)
            continue;
        bin = CLAMP(bin, 0, BINS - 1);
        if (!bins->is_filled[bin] ||
            sign * level(cloud, point) < sign * level(cloud, &bins->best[bin]))
            bins->best[bin] = *point;
        bins->is_filled[bin] = true;
    }
}

static void add_slopes_of_bins(const struct cloud *cloud, const struct bins *bins, GArray *slopes)
{
    for (int i = 0; i < BINS; i++)
        for (int j = i + 1; bins->is_filled[i] && j < BINS; j++)
            if (bins->is_filled[j])
                add_slope(cloud, bins->best[j].at - bins->best[i].at,
                          bins->best[j].difference - bins->best[i].difference, slopes);
}

/* How much the smallest delays of one direction still differ from stretch to stretch. */
static void add_noise(const struct cloud *cloud, const struct bins *bins, GArray *noise)
{
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(double));

    for (int i = 0; i < BINS; i++) {
        double value = bins->is_filled[i] ? level(cloud, &bins->best[i]) : 0;

        if (bins->is_filled[i])
            g_array_append_val(levels, value);
    }
    double middle = median(levels);
    for (guint i = 0; i < levels->len; i++) {
        double value = fabs(g_array_index(levels, double, i) - middle);
        g_array_append_val(noise, value);
    }
}

/* Sets the slope to that of the smallest delays, or to none where it could be chance. */
static void refine_slope(struct cloud *cloud)
{
    g_autoptr(GArray) slopes = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) noise = g_array_new(FALSE, FALSE, sizeof(double));
    struct bins bins[DIRECTION_COUNT];

    if (cloud->span <= 0)
        return;
    for (int i = 0; i < DIRECTION_COUNT; i++) {
        fill_bins(cloud, i != 0, &bins[i]);
        add_slopes_of_bins(cloud, &bins[i], slopes);
    }
    cloud->slope = slopes->len < SLOPES_MIN ? 0 : median(slopes);
    for (int i = 0; i < DIRECTION_COUNT; i++)
        add_noise(cloud, &bins[i], noise);
    if (fabs(cloud->slope) * cloud->span < MAX(DRIFT_MIN_S, 2 * median(noise)))
        cloud->slope = 0;
}

/* --- what belongs together --- */

static void drop_outliers(struct cloud *cloud)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    guint kept = 0;

    for (guint i = 0; i < cloud->points->len; i++) {
        double value = level(cloud, point_at(cloud, i));
        g_array_append_val(values, value);
    }
    double middle = median(values);
    for (guint i = 0; i < values->len; i++)
        g_array_index(values, double, i) = fabs(g_array_index(values, double, i) - middle);
    double most = MAX(OUTLIER_S, OUTLIER_DEVIATIONS * median(values));
    for (guint i = 0; i < cloud->points->len; i++)
        if (fabs(level(cloud, point_at(cloud, i)) - middle) <= most)
            *point_at(cloud, kept++) = *point_at(cloud, i);
    g_array_set_size(cloud->points, kept);
}

/* The lowest and the highest level from first to before end, of those that are forward or not. */
struct range {
    double low;
    double high;
    guint count;
};

static struct range range_of(const struct cloud *cloud, guint first, guint end, bool forward)
{
    struct range range = {INFINITY, -INFINITY, 0};

    for (guint i = first; i < end; i++) {
        double value = level(cloud, point_at(cloud, i));

        if (point_at(cloud, i)->is_forward != forward)
            continue;
        range.low = MIN(range.low, value);
        range.high = MAX(range.high, value);
        range.count++;
    }
    return range;
}

/* A packet is never there before it left, so what goes outward lies above what comes back. Keeps
 * the points of hosts of which both directions are there, if there are any. */
static bool tell_directions(struct cloud *cloud)
{
    guint kept = 0;

    for (guint first = 0, end; first < cloud->points->len; first = end) {
        end = end_of_hosts(cloud, first);
        struct range forward = range_of(cloud, first, end, true);
        struct range backward = range_of(cloud, first, end, false);
        bool forward_is_outward = forward.low - backward.high >= backward.low - forward.high;

        if (forward.count == 0 || backward.count == 0)
            continue;
        for (guint i = first; i < end; i++) {
            struct point point = *point_at(cloud, i);

            point.is_outward = point.is_forward == forward_is_outward;
            *point_at(cloud, kept++) = point;
        }
    }
    if (kept > 0)
        g_array_set_size(cloud->points, kept);
    return kept > 0;
}

/* Delays have a smallest value and no greatest: where they lie closest is where they are small. */
static void guess_direction(struct cloud *cloud)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < cloud->points->len; i++) {
        double value = level(cloud, point_at(cloud, i));
        g_array_append_val(values, value);
    }
    double middle = median(values);
    double low = g_array_index(values, double, 0);
    double high = g_array_index(values, double, values->len - 1);
    for (guint i = 0; i < cloud->points->len; i++)
        point_at(cloud, i)->is_outward = middle - low <= high - middle;
}

/* --- the whole --- */

/* One of each stretch, not always at the same place: requests and answers take turns, and every
 * second or fourth packet would be of one direction. The golden ratio has no period. */
static guint place_in_stretch(guint stretch, guint length)
{
    return stretch * length + (stretch * GOLDEN_RATIO_32 >> 16) % length;
}

static struct cloud cloud_of(const GArray *pairs, const struct clock_fit *fit)
{
    guint step = (pairs->len + CLOCK_PAIRS_MAX - 1) / CLOCK_PAIRS_MAX;
    const struct clock_pair *all = (const struct clock_pair *)(const void *)pairs->data;
    struct cloud cloud = {g_array_new(FALSE, FALSE, sizeof(struct point)), 0, 0};

    for (guint n = 0, i = 0; i < pairs->len; i = place_in_stretch(++n, step)) {
        struct point point = {
            .at = (double)(all[i].reference_ns - fit->middle_ns) * S_PER_NS,
            .difference = (double)(all[i].other_ns - all[i].reference_ns) * S_PER_NS,
            .hosts = all[i].hosts,
            .is_forward = all[i].is_forward,
        };
        g_array_append_val(cloud.points, point);
    }
    cloud.span = (double)(all[pairs->len - 1].reference_ns - all[0].reference_ns) * S_PER_NS;
    g_array_sort(cloud.points, compare_ways);
    return cloud;
}

static void measure(const struct cloud *cloud, struct clock_fit *fit)
{
    double outward = INFINITY, homeward = -INFINITY, low = INFINITY, high = -INFINITY;

    for (guint i = 0; i < cloud->points->len; i++) {
        const struct point *point = point_at(cloud, i);
        double value = level(cloud, point);

        low = MIN(low, value);
        high = MAX(high, value);
        if (point->is_outward)
            outward = MIN(outward, value);
        else
            homeward = MAX(homeward, value);
    }
    fit->directions = isfinite(outward) && isfinite(homeward) ? 2 : 1;
    fit->drift_ppm = cloud->slope == 0 ? 0 : -cloud->slope * PPM;
    if (fit->directions == 2) {
        fit->offset = -(outward + homeward) / 2;
        fit->spread = MAX(0, (outward - homeward) / 2);
    } else {
        fit->offset = isfinite(outward) ? -outward : -homeward;
        fit->spread = high - low;
    }
}

bool clock_fit_find(GArray *pairs, struct clock_fit *fit)
{
    struct cloud cloud;

    *fit = (struct clock_fit){.pairs = pairs->len};
    if (pairs->len < CLOCK_PAIRS_MIN)
        return false;
    g_array_sort(pairs, compare_pairs);
    int64_t first_ns = g_array_index(pairs, struct clock_pair, 0).reference_ns;
    int64_t last_ns = g_array_index(pairs, struct clock_pair, pairs->len - 1).reference_ns;
    fit->middle_ns = first_ns + (last_ns - first_ns) / 2;
    cloud = cloud_of(pairs, fit);
    cloud.slope = rough_slope(&cloud);
    drop_outliers(&cloud);
    if (!tell_directions(&cloud))
        guess_direction(&cloud);
    refine_slope(&cloud);
    measure(&cloud, fit);
    g_array_free(cloud.points, TRUE);
    return true;
}
