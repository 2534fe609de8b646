import { giveWay, pageBegins, pagesUnderWayCount } from './turns';

describe('turns between long work and pages', () => {
  it('lets what is already waiting go first', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('page'));
    await giveWay();
    order.push('work');
    expect(order).toEqual(['page', 'work']);
  });

  it('goes on once the page is answered', async () => {
    const answered = pageBegins();
    const order: string[] = [];
    setImmediate(() => {
      order.push('answered');
      answered();
    });
    await giveWay();
    expect(order).toEqual(['answered']);
    expect(pagesUnderWayCount()).toBe(0);
  });

  it('goes on too while a page never ends', async () => {
    const answered = pageBegins();
    await giveWay();
    expect(pagesUnderWayCount()).toBe(1);
    answered();
  });
});
